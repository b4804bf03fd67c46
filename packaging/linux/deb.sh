#!/usr/bin/env bash
# Packs build/frozen/rivulet (made anew if the tree is newer) for Linux, into dist/:
#
#   bash packaging/linux/deb.sh [--fast] [VERSION]
#
# rivulet_VERSION_amd64.deb and rivulet-VERSION-linux-x86_64.tar.gz (portable). --fast packs with
# less effort, for tests. VERSION is the tree's own unless an older one is to be played.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
umask 022

squeeze=(-Zxz -z6)
tar_level=-9
if [ "${1:-}" = --fast ]; then
    shift
    squeeze=(-Zxz -z0)
    tar_level=-1
fi
own=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' desktop_app/__init__.py)
version=${1:-$own}
id=app.rivulet.Rivulet
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH

frozen=build/frozen/rivulet/rivulet
if [ ! -x "$frozen" ] || [ -n "$(find desktop_app resources packaging requirements.lock \
    -type f ! -name '*.pyc' -newer "$frozen" -print -quit)" ]; then
    bash packaging/build.sh
fi

# --- the tree of the package
tree=build/deb
share=$tree/usr/share
doc=$share/doc/rivulet
rm -rf "$tree"
mkdir -p "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib" "$doc" "$share"/{applications,metainfo} \
    "$share/man/man1" "$share/lintian/overrides" "$share/icons"
cp -a build/frozen/rivulet "$tree/usr/lib/rivulet"
rm "$tree/usr/lib/rivulet/rivulet-gui"
mv "$tree/usr/lib/rivulet/_internal/licences" "$doc/licences"
ln -s ../lib/rivulet/rivulet "$tree/usr/bin/rivulet"
ln -s ../lib/rivulet/rivulet "$tree/usr/bin/rivulet-gui"
cp -r build/icons/hicolor "$share/icons/"
cp "resources/$id.desktop" "$share/applications/"
cp "resources/$id.metainfo.xml" "$share/metainfo/"
cp packaging/linux/lintian-overrides "$share/lintian/overrides/rivulet"
sed "s/@VERSION@/$version/" packaging/linux/rivulet.1 | gzip -9n >"$share/man/man1/rivulet.1.gz"
ln -s rivulet.1.gz "$share/man/man1/rivulet-gui.1.gz"
gzip -9n <CHANGELOG.md >"$doc/changelog.gz"
gzip -9n >"$doc/changelog.Debian.gz" <<EOF
rivulet ($version-1) unstable; urgency=medium

  * See changelog.gz.

 -- The Rivulet developers <packaging@rivulet.app>  $(date -R -u -d "@$SOURCE_DATE_EPOCH")
EOF
cat - resources/LICENSES.md >"$doc/copyright" <<EOF
Rivulet, copyright its developers, is under the Apache License 2.0, which is on every Debian
system in /usr/share/common-licenses/Apache-2.0. What it brings along is listed here; the full
texts are in /usr/share/doc/rivulet/licences.

EOF
find "$tree" -type d -exec chmod 755 {} +
find "$tree/usr" -type f ! -path '*/usr/lib/rivulet/rivulet' -exec chmod 644 {} +

cat >"$tree/DEBIAN/control" <<EOF
Package: rivulet
Version: $version-1
Architecture: $arch
Maintainer: The Rivulet developers <packaging@rivulet.app>
Installed-Size: $(du -sk --apparent-size "$tree/usr" | cut -f1)
Section: net
Priority: optional
Homepage: https://rivulet.app
Depends: libc6 (>= 2.34), ca-certificates, libdbus-1-3, libegl1, libfontconfig1, libgl1, libwayland-cursor0, libwayland-egl1, libx11-6, libx11-xcb1
Recommends: gnome-keyring | kwalletmanager | keepassxc, fonts-noto-cjk, fonts-noto-color-emoji
Description: desktop assistant that streams answers from any AI gateway
 Rivulet speaks to any AI gateway: a provider in the cloud, a server on your
 own network or a model on this computer. It is made to be lived in from the
 keyboard and stays quick with very long conversations.
 .
 A tiny model is built in, so that it answers at once without a key, an
 account or a network. Keys stay in the system keyring, conversations in one
 file on this computer; there is no telemetry.
EOF
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"

mkdir -p dist
deb=dist/rivulet_${version}_$arch.deb
dpkg-deb --root-owner-group "${squeeze[@]}" --build "$tree" "$deb" >/dev/null

du -h "$deb"
[ "$version" = "$own" ] || exit 0

# --- the portable folder: everything, with the person's data beside it
name=rivulet-$version-linux-$(uname -m)
rm -rf build/portable
mkdir -p "build/portable/$name"
cp -al build/frozen/rivulet "build/portable/$name/app"
cp LICENSE "build/portable/$name/"
cat >"build/portable/$name/rivulet" <<'EOF'
#!/bin/sh
# Rivulet with its settings, conversations and logs in the folder "data" beside this file.
# Keys are not in it: they stay in the system keyring of each computer.
here=$(dirname "$(readlink -f "$0")")
RIVULET_HOME=${RIVULET_HOME:-$here/data} exec "$here/app/rivulet" "$@"
EOF
chmod 755 "build/portable/$name/rivulet"
tar --create --owner=0 --group=0 --sort=name "--mtime=@$SOURCE_DATE_EPOCH" \
    -C build/portable "$name" | gzip -n "$tar_level" >"dist/$name.tar.gz"

du -h "dist/$name.tar.gz"
