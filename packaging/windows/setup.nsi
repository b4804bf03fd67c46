; Rivulet's setup for Windows: per user, without an administrator. Compiled by build.sh with
;   -DVERSION=… -DTREE=folder -DOUT=file -DSIZE=kilobytes -DTOP_FILES=include [-DFAST]
Target amd64-unicode
Unicode true
ManifestDPIAware true
!include "MUI2.nsh"
!include "LogicLib.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Rivulet"
!define SHORTCUT "$SMPROGRAMS\Rivulet.lnk"

Name "Rivulet"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Rivulet"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Rivulet"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Rivulet setup"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${TREE}/rivulet.ico"
!define MUI_UNICON "${TREE}/rivulet.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\pythonw.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "-m desktop_app"
!define MUI_FINISHPAGE_RUN_TEXT "Open Rivulet"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A running Rivulet holds its library: ask to quit it rather than leave half of two versions.
!macro WaitUntilQuit
  ${Do}
    ClearErrors
    ${IfNot} ${FileExists} "$INSTDIR\python313.dll"
      ${ExitDo}
    ${EndIf}
    FileOpen $0 "$INSTDIR\python313.dll" a
    ${IfNot} ${Errors}
      FileClose $0
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION \
      "Rivulet is running. Quit it, then try again." /SD IDCANCEL IDRETRY +2
    Abort
  ${Loop}
!macroend

Section
  !insertmacro WaitUntilQuit
  RMDir /r "$INSTDIR\Lib"
  RMDir /r "$INSTDIR\licences"
  SetOutPath "$INSTDIR"
  File /r "${TREE}/*"
  CreateShortCut "${SHORTCUT}" "$INSTDIR\pythonw.exe" "-m desktop_app" "$INSTDIR\rivulet.ico"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "Rivulet"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\rivulet.ico"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

; Only what the setup put there: the folder may be one that the person chose and uses.
Section "Uninstall"
  !insertmacro WaitUntilQuit
  Delete "${SHORTCUT}"
  RMDir /r "$INSTDIR\Lib"
  RMDir /r "$INSTDIR\licences"
  !include "${TOP_FILES}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
