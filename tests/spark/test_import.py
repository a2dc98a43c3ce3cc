"""What is said where something that Spark needs is missing; no Java is needed for it."""

import os

import pytest

from support.commands import run_python

NO_JAVA = "Spark needs Java 17 or later: there is no program called java, and JAVA_HOME is not set"


def test_without_the_package():
    """One sentence, at the end of the traceback."""
    code = "import sys; sys.modules['pyspark'] = None; import msglife.spark"
    done = run_python(code)
    words = "MissingPackage: checking with Spark needs pyspark: pip install 'msglife[spark]'"
    assert words == done.stderr.splitlines()[-1].rpartition("packages.")[2]


@pytest.mark.parametrize("given", [{}, {"SPARK_REMOTE": "sc://a"}, {"JAVA_HOME": "/java"}])
def test_without_java(given, tmp_path):
    """One sentence, unless it is told that Java is elsewhere."""
    pytest.importorskip("pyspark")
    hidden = {"PATH": str(tmp_path)}
    kept = {name: each for name, each in os.environ.items() if name not in ("JAVA_HOME", "PATH")}
    done = run_python("import msglife.spark", env=kept | hidden | given)
    assert done.returncode == 0, done.stderr
    assert (NO_JAVA in done.stderr) is not bool(given)


def test_the_package_alone():
    """Neither Spark nor what it needs is imported before it is asked for."""
    code = (
        "import sys, msglife; print(*{'pyarrow', 'pyspark', 'pandas', 'py4j'} & set(sys.modules))"
    )
    done = run_python(code, env=dict(os.environ))
    assert (done.stdout.strip(), done.returncode) == ("", 0)
