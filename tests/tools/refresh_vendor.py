"""Bring the vendored browser code up to date. Run by hand, never at run time; needs npm on the path.

    python tests/tools/refresh_vendor.py            # fetch the versions named below and rewrite static/vendor
    python tests/tools/refresh_vendor.py --check    # only compare static/vendor with its manifest

Each package keeps its version in its folder name, so an old page never meets a new file. To move to a new
version: change PACKAGES, run this, change the paths in templates/layouts/page.html and static/js, commit all of it.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
NHSUK = "package/dist/nhsuk"
ICONS = ("arrow-down", "arrow-up-down", "arrow-up", "cross")
MIT_OF_NHSUK = """NHS.UK frontend is released under the MIT Licence (see its README).

MIT License

Copyright (c) NHS England

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

# name -> version, licence, {file in the package: file in our folder}
PACKAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    "nhsuk-frontend": (
        "10.6.1",
        "MIT",
        {
            f"{NHSUK}/nhsuk-frontend.min.css": "nhsuk-frontend.min.css",
            f"{NHSUK}/nhsuk-frontend.min.js": "nhsuk-frontend.min.js",
            **{f"{NHSUK}/assets/images/nhsuk-icon-{icon}.svg": f"images/nhsuk-icon-{icon}.svg" for icon in ICONS},
        },
    ),
    "socket.io-client": (
        "4.8.4",
        "MIT",
        {"package/dist/socket.io.esm.min.js": "socket.io.esm.min.js", "package/LICENSE": "LICENCE.txt"},
    ),
    # As wide as Arial, which our drawings ask for; foundation/raster.py writes with it.
    "@expo-google-fonts/arimo": (
        "0.4.3",
        "OFL-1.1",
        {
            "package/400Regular/Arimo_400Regular.ttf": "Arimo_400Regular.ttf",
            "package/700Bold/Arimo_700Bold.ttf": "Arimo_700Bold.ttf",
            "package/LICENSE_FONT": "LICENCE.txt",
        },
    ),
}


def plain(package: str) -> str:
    """The package's name as a folder's: without the scope's signs."""
    return package.lstrip("@").replace("/", "-")


def cleaned(name: str, content: bytes) -> bytes:
    """Without fonts from another host, source maps and absolute picture addresses."""
    if not name.endswith((".css", ".js")):
        return content
    text = content.decode()
    text = re.sub(r"@font-face\s*{[^}]*assets\.nhs\.uk[^}]*}", "", text)
    text = text.replace("url(/assets/images/", "url(images/")
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+", "", text)
    if name.endswith(".css") and "http" in re.sub(r"http://www\.w3\.org/", "", text):
        sys.exit(f"{name} still names another host")
    return text.rstrip().encode() + b"\n"


def fetch(package: str, into: Path) -> Path:
    version = PACKAGES[package][0]
    subprocess.run(["npm", "pack", f"{package}@{version}"], cwd=into, check=True, capture_output=True)
    return into / f"{plain(package)}-{version}.tgz"


def unpack(package: str, archive: Path) -> None:
    version, _, files = PACKAGES[package]
    folder = VENDOR / f"{plain(package)}-{version}"
    for old in VENDOR.glob(f"{plain(package)}-*"):
        shutil.rmtree(old)
    with tarfile.open(archive) as tar:
        for source, name in files.items():
            member = tar.extractfile(source)
            assert member is not None, f"{source} is not in {archive.name}"
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(cleaned(name, member.read()))
    if "LICENCE.txt" not in files.values():
        (folder / "LICENCE.txt").write_text(MIT_OF_NHSUK)


def manifest() -> dict[str, object]:
    """Name, version, licence and the SHA-256 of every vendored file."""
    found: dict[str, object] = {}
    for package, (version, licence, _) in PACKAGES.items():
        folder = VENDOR / f"{plain(package)}-{version}"
        hashes = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        found[package] = {"version": version, "licence": licence, "sha256": hashes}
    return found


def main() -> None:
    if "--check" in sys.argv:
        if json.loads(MANIFEST.read_text()) != manifest():
            sys.exit("static/vendor differs from its manifest: run tests/tools/refresh_vendor.py")
        return
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            unpack(package, fetch(package, Path(folder)))
    MANIFEST.write_text(json.dumps(manifest(), indent=2) + "\n")


if __name__ == "__main__":
    main()
