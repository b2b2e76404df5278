@echo off
rem Drop workbooks on this file: each is checked and its result opened. For desks where macros are forbidden.
rem ASCII only: what the clerk reads before Python speaks stands in notes\*.txt (UTF-8).
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul 2>nul
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
set "FOUND=%ROOT%\.venv\Scripts\python.exe"
set "STATUS=2"
set "PYTHONHOME="
set "PYTHONUTF8=1"

if exist "%FOUND%" goto check
type "%~dp0notes\no-environment.txt"
goto done

:check
rem Explorer does not quote a dropped path with an ampersand but no blank: the arguments are cut there, and only
rem CMDCMDLINE holds the whole line. It must be read by delayed expansion, which is off again before any path is used.
setlocal EnableDelayedExpansion
set "QC_DROPPED=!CMDCMDLINE!"
setlocal DisableDelayedExpansion
set "PYTHONPATH=%ROOT%"
"%FOUND%" -P -m pyfuncs drop -- %*
set "STATUS=%ERRORLEVEL%"

:done
echo.
if not defined QC_NO_PAUSE pause
rem Not exit /b: what cmd.exe takes for a second command after the ampersand must not run.
exit %STATUS%
