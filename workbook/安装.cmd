@echo off
rem Sets the program up on this computer; run it again to repair. Options are handed on: --wheels FOLDER.
rem ASCII only: what the clerk reads before Python speaks stands in notes\*.txt (UTF-8).
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul 2>nul
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
set "NOTES=%~dp0notes"
set "STATUS=2"
set "FOUND="
set "STORE="
set "PYTHONHOME="
set "PYTHONPATH="
set "PYTHONUTF8=1"
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"

if exist "%ROOT%\pyfuncs\__main__.py" goto search
echo Please unpack the whole zip file first, then start this file from the unpacked folder.
goto done

:search
for %%V in (3.13 3.12 3.11 3.14) do (
    for /f "delims=" %%P in ('py -%%V -I -c "import sys; print(sys.executable)" 2^>nul') do (
        set "CANDIDATE=%%P"
        call :probe
    )
)
for %%N in (python.exe python3.exe) do (
    set "CANDIDATE=%%~$PATH:N"
    call :probe
    for /f "delims=" %%P in ('where %%N 2^>nul') do (
        set "CANDIDATE=%%P"
        call :probe
    )
)
for %%F in ("%LocalAppData%\Programs\Python" "%LocalAppData%\Python" "%ProgramFiles%" "%SystemDrive%\") do (
    set "FOLDER=%%~F"
    call :look
)
if defined FOUND goto install

set "NOTE=no-python.txt"
if defined STORE set "NOTE=store-python.txt"
type "%NOTES%\%NOTE%"
goto done

:install
set "PYTHONPATH=%ROOT%"
"%FOUND%" -P -m pyfuncs install %*
set "STATUS=%ERRORLEVEL%"

:done
echo.
if not defined QC_NO_PAUSE pause
exit /b %STATUS%

rem Every Python in a folder where its installers put it.
:look
if not exist "%FOLDER%" exit /b 0
pushd "%FOLDER%"
for /d %%D in (Python3* pythoncore-3*) do (
    set "CANDIDATE=%%~fD\python.exe"
    call :probe
)
popd
exit /b 0

rem Takes the candidate when it starts, is new enough, has 64 bits and can make environments.
rem The stub of the Microsoft Store only says where to buy: it is remembered for the note.
:probe
if defined FOUND exit /b 0
if not defined CANDIDATE exit /b 0
if not exist "%CANDIDATE%" exit /b 0
"%CANDIDATE%" -I -c "import sys, ensurepip, venv; sys.exit(not (sys.version_info >= (3, 11) and sys.maxsize > 2**32))" >nul 2>nul
if "%ERRORLEVEL%"=="0" goto take
if not "%CANDIDATE:\WindowsApps\=%"=="%CANDIDATE%" set "STORE=1"
exit /b 0
:take
set "FOUND=%CANDIDATE%"
exit /b 0
