# Runs a command of another scheduler if the run is that scheduler's, and not if it is Trunkline's.
# Windows PowerShell 5.1 or PowerShell 7, and nothing of Trunkline on this host. docs/migration/guard.md says how it decides.
#
#   powershell -NoProfile -File trunkline-guard.ps1 --job PIPELINE[/TASK] [--skip|--follow] [--date DATE | --date-rule RULE]
#                                                   [--ordinal N] [--digest] [--raise EVENT] -- COMMAND [ARG...]
#   powershell -NoProfile -File trunkline-guard.ps1 --job PIPELINE[/TASK] --renew
#   powershell -NoProfile -File trunkline-guard.ps1 --raise EVENT [--date DATE | --date-rule RULE] [--ordinal N] -- COMMAND [ARG...]
#
# Options, files and exit codes are those of trunkline-guard, the script for POSIX shells; settings come from the environment or
# else from TRUNKLINE_GUARD_CONF, which is Trunkline\guard.conf of ProgramData. RULE may name a zone as Windows does.
#
# Only ASCII: Windows PowerShell reads a script without a mark as of the host's own code page. And nothing here may name the
# variable of the pipeline's input: PowerShell would read the standard input, which is the command's.

$ErrorActionPreference = 'Stop'
# Of what was not foreseen here nothing is started.
trap { [Console]::Error.WriteLine("trunkline-guard: $_"); exit 75 }
# A bar of progress makes requests many times slower.
$ProgressPreference = 'SilentlyContinue'
# TLS 1.2, which .NET of older hosts doesn't offer by itself.
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 3072

function Write-Said($text) { [Console]::Error.WriteLine("trunkline-guard: $text") }
function Stop-Usage($text) {
  Write-Said $text
  Write-Said '--job PIPELINE[/TASK] [--skip|--follow] [--date DATE | --date-rule RULE] [--ordinal N] [--digest] [--raise EVENT] -- COMMAND [ARG...]'
  exit 64
}

# As the process was given them: PowerShell takes words such as -x:1 apart.
$words = @($args)
$given = @([Environment]::GetCommandLineArgs())
$own = '(^|[\\/])' + [regex]::Escape([IO.Path]::GetFileName($PSCommandPath)) + '\z'
for ($at = 1; $at -lt $given.Count; $at++) {
  if ($given[$at] -match $own) { $words = @($given | Select-Object -Skip ($at + 1)); break }
}

$job = ''; $mode = ''; $slot = ''; $rule = ''; $ordinal = '1'; $raise = ''; $digest = $false; $renew = $false
$command = @()
$withValue = '--job', '--date', '--date-rule', '--ordinal', '--raise'
for ($at = 0; $at -lt $words.Count; $at++) {
  $word = $words[$at]
  if ($word -ceq '--') { $command = @($words | Select-Object -Skip ($at + 1)); break }
  if ($withValue -ccontains $word) {
    $at++
    if ($at -ge $words.Count) { Stop-Usage "$word needs a value" }
  }
  switch -CaseSensitive ($word) {
    '--job' { $job = $words[$at] }
    '--date' { $slot = $words[$at] }
    '--date-rule' { $rule = $words[$at] }
    '--ordinal' { $ordinal = $words[$at] }
    '--raise' { $raise = $words[$at] }
    '--skip' { $mode = 'skip' }
    '--follow' { $mode = 'follow' }
    '--digest' { $digest = $true }
    '--renew' { $renew = $true }
    default { Stop-Usage "unknown: $word (the command comes after --)" }
  }
}
if ($raise -match '["\\\r\n]') { Stop-Usage "--raise needs the name of an event, and got `"$raise`"" }
if (($job -or -not $raise) -and $job -cnotmatch '^[a-z0-9_-]+(/[a-z0-9_-]+)?\z') { Stop-Usage "--job needs PIPELINE or PIPELINE/TASK, and got `"$job`"" }
if ($ordinal -notmatch '^[0-9]{1,7}\z') { Stop-Usage "--ordinal needs a number, and got `"$ordinal`"" }

# A calendar of the host's own would write other years.
$plain = [Globalization.CultureInfo]::InvariantCulture
function Get-Instant { [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", $plain) }
# The business date by a rule: of the day that began at a time of the day in a zone, or some days before. Nothing: it is no rule.
function Get-DateBy($text) {
  if (-not ($text -match '^([01][0-9]|2[0-3]):([0-5][0-9])(-([0-9]{1,3}))?(@(.+))?\z')) { return }
  $begins = New-TimeSpan -Hours $Matches[1] -Minutes $Matches[2]
  $back = [int]$Matches[4]
  $wall = [DateTime]::Now
  if ($Matches[6]) {
    try { $zone = [TimeZoneInfo]::FindSystemTimeZoneById($Matches[6]) } catch { return }
    $wall = [TimeZoneInfo]::ConvertTimeFromUtc([DateTime]::UtcNow, $zone)
  }
  if ($wall.TimeOfDay -lt $begins) { $back++ }
  $wall.AddDays(-$back).ToString('yyyyMMdd', $plain)
}
if ($rule) {
  if ($slot) { Stop-Usage '--date and --date-rule are two ways to say one thing' }
  $slot = Get-DateBy $rule
  if (-not $slot) { Stop-Usage "--date-rule needs a rule such as 06:00@UTC with a zone that this host knows, and got `"$rule`"" }
}
# A scheduler with business dates goes on when its command ends, so that it must wait for our run.
if (-not $mode) { $mode = if ($slot) { 'follow' } else { 'skip' } }
$begun = [DateTime]::UtcNow
if (-not $slot) { $slot = $begun.ToString('yyyyMMddHHmm', $plain) }
elseif ($slot -match '^[0-9]{4}-[0-9]{2}-[0-9]{2}\z') { $slot = $slot -replace '-' }
elseif ($slot -match '^[0-9]{6}\z') { $slot = "20$slot" }
if ($slot -notmatch '^([0-9]{8}|[0-9]{12})\z') { Stop-Usage "--date needs a date such as 20261127, and got `"$slot`"" }
if (-not $renew -and $command.Count -eq 0) { Stop-Usage 'there is no command' }

$raised = if ($slot.Length -eq 8) { $slot } else { [DateTime]::Now.ToString('yyyyMMdd', $plain) }

$onWindows = [Environment]::OSVersion.Platform -eq 'Win32NT'
$conf = $env:TRUNKLINE_GUARD_CONF
if (-not $conf) { $conf = if ($onWindows) { "$env:ProgramData\Trunkline\guard.conf" } else { '/etc/trunkline/guard.conf' } }
$lines = @{}
if (Test-Path -LiteralPath $conf -PathType Leaf) {
  foreach ($line in [IO.File]::ReadAllLines($conf)) {
    $name, $value = $line -split '=', 2
    if ($value) { $lines[$name] = $value }
  }
}
function Get-Setting($name, $default) {
  $value = [Environment]::GetEnvironmentVariable($name)
  if (-not $value) { $value = $lines[$name] }
  if ($value) { $value } else { $default }
}
$url = (Get-Setting 'TRUNKLINE_URL' '') -replace '/\z'
$project = Get-Setting 'TRUNKLINE_PROJECT' ''
$tokenFile = Get-Setting 'TRUNKLINE_TOKEN_FILE' ''
$root = Get-Setting 'TRUNKLINE_GUARD_DIR' (Join-Path $HOME '.trunkline-guard')
$wait = [int](Get-Setting 'TRUNKLINE_GUARD_WAIT' '10')
$spool = Get-Setting 'TRUNKLINE_GUARD_SPOOL' ''
if (-not ($url -or $spool) -or -not $project) { Stop-Usage "TRUNKLINE_URL and TRUNKLINE_PROJECT are not set, and $conf doesn't say them" }

# On the disk when it returns. $how: Create, or CreateNew to fail where it is there.
function Write-Durable($path, $text, $how = 'Create') {
  $bytes = (New-Object Text.UTF8Encoding $false).GetBytes("$text`n")
  $file = [IO.File]::Open($path, $how, 'Write', 'None')
  try { $file.Write($bytes, 0, $bytes.Length); $file.Flush($true) } finally { $file.Dispose() }
}

# Where it can't keep what it must remember, it starts nothing that it wasn't told to.
$folder = if ($job) { $job -replace '/', '+' } else { '+raise' }
$dir = Join-Path $root $folder
$starts = Join-Path $dir 'starts'
$ends = Join-Path $dir 'ends'
$raises = Join-Path $dir 'raises'
$memoryFile = Join-Path $dir 'memory'
$toldFile = Join-Path $dir 'acknowledged'
$id = ''
try {
  [void][IO.Directory]::CreateDirectory($starts)
  [void][IO.Directory]::CreateDirectory($ends)
  [void][IO.Directory]::CreateDirectory($raises)
  $idFile = Join-Path $root 'id'
  # One that is there stays: with the folder goes the id, so that what was granted to the one doesn't count for another.
  if (-not (Test-Path -LiteralPath $idFile)) { try { Write-Durable $idFile ([Guid]::NewGuid().ToString('N')) 'CreateNew' } catch { } }
  $id = [IO.File]::ReadAllText($idFile).Trim()
} catch { }
$keeps = $id -ne ''
if (-not $keeps) { $id = [Guid]::NewGuid().ToString('N') }
$call = "$PID-$($begun.ToString('yyyyMMddHHmmss', $plain))-$([Guid]::NewGuid().ToString('N').Substring(0, 6))"
$machine = [Net.Dns]::GetHostName() -replace '[^A-Za-z0-9._-]'

# $body: nothing for GET. $named: of what may be answered later, its name. Answers nothing, with $why, where none came of the kind
# that was asked for.
$why = ''
function Send-Request($path, $body, $seconds = $wait, $named = '') {
  try {
    if ($spool) { Send-BySpool $path $body $seconds $named } else { Send-ByWeb $path $body $seconds }
  } catch {
    $script:why = if ("$($_.ErrorDetails)") { "the control plane answered $($_.ErrorDetails)" } else { "$_" }
  }
}
function Send-ByWeb($path, $body, $seconds) {
  $request = @{ Uri = "$url/api/v1/projects/$project/$path"; TimeoutSec = $seconds; UseBasicParsing = $true; Headers = @{} }
  if ($tokenFile) { $request.Headers.Authorization = 'Bearer ' + [IO.File]::ReadAllText($tokenFile).Trim() }
  if ($body) { $request.Method = 'Post'; $request.Body = [Text.Encoding]::UTF8.GetBytes($body); $request.ContentType = 'application/json' }
  (Invoke-WebRequest @request).Content | ConvertFrom-Json
}
# What nobody answers in time is taken back, but for what has a name: that stays, and the next call for it finds the answer.
$letters = 0
function Send-BySpool($path, $body, $seconds, $named) {
  $script:letters++
  $letter = if ($named) { "$id-$named" } else { "$id-$call-$letters" }
  $ask = Join-Path (Join-Path $spool 'asks') $letter
  $answer = Join-Path (Join-Path $spool 'answers') $letter
  if (-not (Test-Path -LiteralPath $answer) -and -not (Test-Path -LiteralPath $ask)) {
    if (@(Get-ChildItem -LiteralPath (Join-Path $spool 'asks')).Count -ge 10000) { throw "$spool is full" }
    $new = Join-Path (Join-Path $spool 'new') $letter
    Write-Durable $new "projects/$project/$path`n$body"
    [IO.File]::Move($new, $ask)
  }
  $until = [DateTime]::UtcNow.AddSeconds($seconds)
  while (-not (Test-Path -LiteralPath $answer)) {
    if ([DateTime]::UtcNow -gt $until) {
      if (-not $named) { Remove-Item -LiteralPath $ask -ErrorAction SilentlyContinue }
      throw "no courier has brought an answer to $spool in time"
    }
    Start-Sleep -Milliseconds 100
  }
  $status, $text = [IO.File]::ReadAllLines($answer)
  Remove-Item -LiteralPath $answer
  if ($status -ne '200') { throw "the control plane answered $text" }
  $text | ConvertFrom-Json
}
function ConvertTo-Body($facts) { @{ job = $job; guard = $id; host = $machine } + $facts | ConvertTo-Json -Compress }

# One guard of a job at a time decides and remembers. The lock goes with its process. Nothing: it could not be had.
function Enter-Lock {
  for ($tries = 0; $tries -lt 300; $tries++) {
    try { return [IO.File]::Open((Join-Path $dir 'lock'), 'OpenOrCreate', 'ReadWrite', 'None') } catch { Start-Sleep -Milliseconds 100 }
  }
}
function Read-Memory { # what was granted: epoch, first slot, and the first that was not
  $parts = @()
  if (Test-Path -LiteralPath $memoryFile) { $parts = @([IO.File]::ReadAllText($memoryFile).Trim() -split ' ') }
  if ($parts.Count -ne 3) { $parts = '0', '0', '0' }
  @{ epoch = [long]$parts[0]; from = $parts[1]; before = $parts[2] }
}
function Test-Newer($new, $old) {
  if ($new.epoch -ne $old.epoch) { return $new.epoch -gt $old.epoch }
  $old.before -ne 'null' -and ($new.before -eq 'null' -or [long]$new.before -gt [long]$old.before)
}
# Keeps an answer unless a newer one is there. On the disk before anybody hears that it is. Answers whether it is.
function Save-Grant($new) {
  if (-not $keeps) { return $false }
  if (-not (Test-Newer $new (Read-Memory))) { return $true }
  $lock = Enter-Lock
  if (-not $lock) { return $false }
  try {
    if (Test-Newer $new (Read-Memory)) {
      Write-Durable "$memoryFile.new" "$($new.epoch) $($new.from) $($new.before)"
      if (Test-Path -LiteralPath $memoryFile) { [IO.File]::Replace("$memoryFile.new", $memoryFile, [NullString]::Value) }
      else { [IO.File]::Move("$memoryFile.new", $memoryFile) }
    }
    $true
  } catch { $false } finally { $lock.Dispose() }
}
# Reports what was started unasked, then says which hand-over is kept: in this order, so that the control plane starts none of it.
function Send-Starts {
  $told = [long]0
  if (Test-Path -LiteralPath $toldFile) { $told = [long][IO.File]::ReadAllText($toldFile).Trim() }
  if ((Read-Memory).epoch -eq $told -and @(Get-ChildItem -LiteralPath $starts).Count -eq 0) { return }
  $lock = Enter-Lock
  if (-not $lock) { return }
  try { $epoch = (Read-Memory).epoch; $files = @(Get-ChildItem -LiteralPath $starts) } finally { $lock.Dispose() }
  foreach ($file in $files) {
    $body = [IO.File]::ReadAllText($file.FullName).Trim()
    if (-not $body) { continue }
    if ($null -eq (Send-Request 'guard/report' $body $wait "s-$($file.Name)")) { return }
    Remove-Item -LiteralPath $file.FullName
  }
  if ($epoch -eq $told) { return }
  if ($null -ne (Send-Request 'guard/acknowledge' (ConvertTo-Body @{ epoch = $epoch }) $wait "a-$folder-$epoch")) { Write-Durable $toldFile $epoch }
}
# Answers whether all files of a folder are told; after so many seconds it begins no further one.
function Send-Files($files, $path, $kind, $seconds) {
  $until = [DateTime]::UtcNow.AddSeconds($seconds)
  foreach ($file in @(Get-ChildItem -LiteralPath $files -ErrorAction SilentlyContinue)) {
    $left = [int]($until - [DateTime]::UtcNow).TotalSeconds
    if ($left -le 0) { $script:why = 'it takes too long'; return $false }
    $body = [IO.File]::ReadAllText($file.FullName).Trim()
    if (-not $body) { continue }
    if ($null -eq (Send-Request $path $body ([Math]::Min($left, $wait)) "$kind-$($file.Name)")) { return $false }
    Remove-Item -LiteralPath $file.FullName
  }
  $true
}
function Send-Raises($seconds) { Send-Files $raises 'changes' 'r' $seconds }
function Send-Ends($seconds) { (Send-Files $ends 'guard/report' 'e' $seconds) -and (Send-Raises $seconds) }

$owner = 'nobody'
$start = ''
$facts = @{ keeps = $keeps }
if (-not $renew) { $facts.slot = $slot }
$answer = if ($job) { Send-Request 'guard/ask' (ConvertTo-Body $facts) }
$unasked = $job -and $null -eq $answer
if (-not $job) {
  $owner = 'legacy'
} elseif (-not $unasked) {
  $owner = $answer.owner
  $before = if ($null -eq $answer.before) { 'null' } else { $answer.before }
  if (Save-Grant @{ epoch = [long]$answer.epoch; from = $answer.from; before = $before }) { Send-Starts }
} elseif (-not $renew -and $keeps) {
  $lock = Enter-Lock
  if ($lock) {
    try {
      $memory = Read-Memory
      if ([long]$slot -ge [long]$memory.from -and ($memory.before -eq 'null' -or [long]$slot -lt [long]$memory.before)) {
        $start = Get-Instant
        # On the disk before the command starts: it is what keeps the control plane from starting the same.
        Write-Durable (Join-Path $starts $call) (ConvertTo-Body @{ slot = $slot; call = $call; unasked = $true; ordinal = [int]$ordinal; start = $start })
        $owner = 'legacy'
      }
    } catch { $why = "$why; and $dir can't be written" } finally { $lock.Dispose() }
  }
}

if ($renew) {
  if ($unasked) { Write-Said "no answer: $why"; exit 75 }
  if (-not (Send-Ends 3600)) { Write-Said "not everything could be reported: $why"; exit 75 }
  exit 0
}
if ($owner -eq 'nobody') {
  Write-Said "${job}: nobody may start $slot now: it was not granted, and there is no answer: $why"
  exit 75
}
if ($owner -eq 'trunkline') {
  # What couldn't be told when it ended; this run ends with none.
  [void](Send-Ends 5)
  if ($mode -eq 'skip') { exit 0 }
  $told = $false
  while ($true) {
    $run = Send-Request "guard/run?job=$job&slot=$slot&wait=25" '' 40
    if ($null -ne $run) {
      $told = $false
      if ($run.ended) { exit $run.exit }
    } else {
      if (-not $told) { Write-Said "${job}: waits for the run of ${slot}: $why" }
      $told = $true
      Start-Sleep -Seconds 5
    }
  }
}

# As programs of Windows take words from one line.
function Get-Quoted([string]$text) {
  if ($text -ne '' -and $text -notmatch '[\s"]') { return $text }
  '"' + ($text -replace '(\\*)"', '$1$1\"' -replace '(\\+)\z', '$1$1') + '"'
}
# The run is the other scheduler's: the command, with everything as it was. What is not redirected it inherits.
if (-not $start) { $start = Get-Instant }
$sum = ''
try {
  $program = $command[0]
  if (-not (Test-Path -LiteralPath $program -PathType Leaf)) { $program = @(Get-Command $program -CommandType Application)[0].Path }
  $info = New-Object Diagnostics.ProcessStartInfo
  $info.FileName = $program
  $info.Arguments = @($command | Select-Object -Skip 1 | ForEach-Object { Get-Quoted $_ }) -join ' '
  $info.UseShellExecute = $false
  $info.RedirectStandardOutput = $digest
  $child = [Diagnostics.Process]::Start($info)
  if ($digest) {
    $out = [Console]::OpenStandardOutput()
    $sha = [Security.Cryptography.SHA256]::Create()
    $buffer = New-Object byte[] 65536
    while (($count = $child.StandardOutput.BaseStream.Read($buffer, 0, $buffer.Length)) -gt 0) {
      [void]$sha.TransformBlock($buffer, 0, $count, $null, 0)
      $out.Write($buffer, 0, $count)
      $out.Flush()
    }
    [void]$sha.TransformFinalBlock($buffer, 0, 0)
    $sum = [BitConverter]::ToString($sha.Hash).Replace('-', '').ToLowerInvariant()
  }
  $child.WaitForExit()
  $code = $child.ExitCode
} catch {
  Write-Said "$($command[0]): $_"
  $code = 127
}
# Nothing that fails from here on changes how the command has ended. A folder that is full of reports gets no more.
if ($raise -and $code -eq 0) {
  try {
    $body = '{{"emit":[{{"name":"{0}","date":"{1}","id":"{0}/{1}/{2}"}}]}}' -f $raise, $raised, $ordinal
    Write-Durable (Join-Path $raises $call) $body
    if ($unasked -or -not (Send-Raises $wait)) { Write-Said "$raise of $raised is raised with the next run, or by --renew: $why" }
  } catch { Write-Said "$raise of $raised is not raised: $_" }
}
try {
  if ($job -and $keeps -and @(Get-ChildItem -LiteralPath $ends).Count -lt 5000) {
    $facts = @{ slot = $slot; call = $call; unasked = $unasked; ordinal = [int]$ordinal; start = $start; end = (Get-Instant); exit = $code }
    if ($sum) { $facts.digest = $sum }
    Write-Durable (Join-Path $ends $call) (ConvertTo-Body $facts)
    # Without an answer before, there will hardly be one now: it is told with the next run.
    if (-not $unasked) { [void](Send-Ends 5) }
  }
} catch { }
exit $code
