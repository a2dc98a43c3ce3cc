"""Packages that bring lifecycles: found by their entry point, however they are installed."""

import json
import os
import zipfile

import pytest

from support.checkout import ROOT
from support.commands import run_python

SPEC = ROOT / "spec" / "providers" / "go4network"
"""Made another provider's, it stands for the lifecycles of a package."""

PRELUDE = "import sys; from msglife.spec import catalog; "
TELL = "print(*catalog().ids, 'importlib.metadata' in sys.modules)"


@pytest.fixture
def site(tmp_path):
    """A folder of packages; one brings the lifecycle ``pigeon/message``."""
    folder = tmp_path / "site" / "acme" / "providers"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "message.schema.json").write_text(
        (SPEC / "message.schema.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    text = (SPEC / "message.toml").read_text(encoding="utf-8")
    text = text.replace('provider = "go4network"', 'provider = "pigeon"')
    (folder / "message.toml").write_text(text, encoding="utf-8")
    return tmp_path / "site"


def describe(site, folder, entry_points):
    """Write what an installer writes."""
    (site / folder).mkdir(parents=True)
    (site / folder / "METADATA").write_text("Name: acme\nVersion: 1\n", encoding="utf-8")
    (site / folder / "PKG-INFO").write_text("Name: acme\nVersion: 1\n", encoding="utf-8")
    (site / folder / "entry_points.txt").write_text(entry_points, encoding="utf-8")


def run_with(code, *path):
    """Run code where these folders and archives are looked into for modules."""
    return run_python(code, env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))})


BROUGHT = "[msglife.specs]\nacme = acme:providers\n"


@pytest.mark.parametrize("folder", ["acme-1.dist-info", "acme-1.egg-info", "Acme-1.DIST-INFO"])
def test_a_package_brings_lifecycles(site, folder):
    """As wheels and source installs tell of themselves."""
    describe(site, folder, BROUGHT)
    done = run_with(PRELUDE + TELL, site)
    assert "pigeon/message" in done.stdout.split(), done.stderr


def test_an_egg_brings_lifecycles(site):
    """A folder on the path that is a package's own, as easy_install made them."""
    egg = site.rename(site.with_name("acme-1-py3.11.egg"))
    describe(egg, "EGG-INFO", BROUGHT)
    assert "pigeon/message" in run_with(PRELUDE + TELL, egg).stdout.split()


@pytest.mark.parametrize(
    "entry_points", ["", "[console_scripts]\nacme = acme:main\n", "[msglife]\nspecs = acme\n"]
)
def test_without_any_nobody_asks_for_them(site, entry_points):
    """What is slow to import stays out where nothing names the group."""
    describe(site, "acme-1.dist-info", entry_points)
    done = run_with(PRELUDE + TELL, site, site / "missing")
    assert "False" == done.stdout.split()[-1], done.stderr
    assert "pigeon/message" not in done.stdout.split()


def test_an_archive_on_the_path_is_asked(site):
    """What is in it only `importlib.metadata` can say."""
    archive = site / "packages.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("other.py", "")
    assert "True" == run_with(PRELUDE + TELL, archive).stdout.split()[-1]


def test_a_finder_of_packages_is_asked(site):
    """A program may bring its packages from elsewhere; it says so by a method."""
    finder = (
        "class Finder:\n"
        "    def find_spec(self, *_): return None\n"
        "    def find_distributions(self, *_):\n"
        "        import importlib.metadata, pathlib\n"
        f"        here = pathlib.Path({str(site / 'elsewhere' / 'acme-1.dist-info')!r})\n"
        "        return [importlib.metadata.PathDistribution(here)]\n"
        "import sys; sys.meta_path.append(Finder())\n"
    )
    describe(site, "elsewhere/acme-1.dist-info", BROUGHT)
    done = run_with(finder + PRELUDE + TELL, site)
    assert "pigeon/message" in done.stdout.split(), done.stderr


def test_a_package_that_is_not_there_is_told(site):
    """Its entry point is named, with what was expected."""
    describe(site, "acme-1.dist-info", "[msglife.specs]\nacme = acmee:providers\n")
    (site / "log.jsonl").write_text(json.dumps({"status": "x"}), encoding="utf-8")
    code = f"import sys; sys.argv[1:] = ['check', {str(site / 'log.jsonl')!r}]; "
    done = run_with(code + "from msglife.cli import main; main()", site)
    assert 2 == done.returncode
    assert "acmee:providers: msglife.specs: expected an importable package" in done.stderr
