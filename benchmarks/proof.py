"""Both figures of the proof: precision and recall by label, then the mutants of the specifications.

python benchmarks/proof.py
"""

from __future__ import annotations

import fault_recall
import spec_mutation

if __name__ == "__main__":
    fault_recall.main()
    spec_mutation.main()
