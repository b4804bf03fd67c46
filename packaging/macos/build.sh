#!/usr/bin/env bash
# Builds dist/Rivulet-VERSION-macos-ARCH.dmg. To be run on macOS 13 or later, with Python 3.11-3.13.
#
#   bash packaging/macos/build.sh
#
# RIVULET_SIGN_IDENTITY   a "Developer ID Application: …" of the keychain; ad-hoc if not set
# RIVULET_NOTARY_PROFILE  a profile stored with `xcrun notarytool store-credentials`
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/packaging/setup.sh"
cd "$root"

need_build_environment
need_model "$build_python"
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' desktop_app/__init__.py)

rm -rf build/frozen
QT_QPA_PLATFORM=offscreen "$build_python" packaging/icons.py build/icons
"$build_python" -m PyInstaller --noconfirm --log-level WARN \
    --distpath build/frozen --workpath build/pyinstaller packaging/rivulet.spec

app=build/frozen/Rivulet.app
codesign --force --deep --options runtime --sign "${RIVULET_SIGN_IDENTITY:--}" \
    --entitlements packaging/macos/entitlements.plist "$app"
codesign --verify --deep --strict "$app"
"$app/Contents/MacOS/rivulet" --self-check --console
"$app/Contents/MacOS/rivulet" ask --temporary "What is the capital of France?"

dmg=dist/Rivulet-$version-macos-$(uname -m).dmg
stage=build/dmg
rm -rf "$stage" "$dmg"
mkdir -p "$stage" dist
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -volname Rivulet -srcfolder "$stage" -format UDZO "$dmg"
if [ -n "${RIVULET_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$dmg" --keychain-profile "$RIVULET_NOTARY_PROFILE" --wait
    xcrun stapler staple "$dmg"
fi
du -sh "$app" "$dmg"
