using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Mrq.Tests;

/// <summary>The command in a terminal of its own, in which it shows how far it is and where keys can be pressed: util-linux' script.</summary>
internal sealed partial class Terminal : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _shown = new();

    private Terminal(Process process) => _process = process;

    /// <summary>Starts the command; the test is inconclusive where there is no script.</summary>
    public static Terminal Start(string folder, params string[] arguments)
    {
        var command = string.Join(' ', new[] { "dotnet", MrqCommand.Assembly }.Concat(arguments).Select(argument => $"'{argument}'"));
        try
        {
            return new Terminal(Process.Start(new ProcessStartInfo("script", ["-qefc", $"echo process $$; stty cols 120 rows 40; exec {command}", "/dev/null"])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment = { ["SHELL"] = "/bin/sh", ["TERM"] = "xterm-256color", ["NO_COLOR"] = null },
            })!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new AssertInconclusiveException("There is no script (util-linux) here.");
        }
    }

    /// <summary>Reads until the command shows a text.</summary>
    public void WaitFor(string text)
    {
        var characters = new char[4096];
        while (!_shown.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = _process.StandardOutput.Read(characters);
            Assert.IsGreaterThan(0, read, $"The command ended before it showed '{text}': {_shown}");
            _shown.Append(characters, 0, read);
        }
    }

    public void Press(char key)
    {
        _process.StandardInput.Write(key);
        _process.StandardInput.Flush();
    }

    public void Send(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", ProcessLine().Match(_shown.ToString()).Groups[1].Value]);
        kill.WaitForExit();
        Assert.AreEqual(0, kill.ExitCode);
    }

    /// <summary>The exit code, and the lines that are on the screen at the end, without those that were overwritten.</summary>
    public (int ExitCode, string[] Lines) End()
    {
        _shown.Append(_process.StandardOutput.ReadToEnd());
        _process.WaitForExit();
        return (_process.ExitCode, [.. Screen.Of(_shown.ToString()).Where(line => !ProcessLine().IsMatch(line))]);
    }

    /// <summary>All that was written, with colours and movements of the cursor.</summary>
    public string Written => _shown.ToString();

    public void Dispose() => _process.Dispose();

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessLine();
}
