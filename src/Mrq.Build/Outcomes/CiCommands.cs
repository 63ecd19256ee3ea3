using System.Text;
using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;

namespace Mrq.Build.Outcomes;

/// <summary>
/// The CI system that a build runs in. Both take commands from the log: GitHub's runner those at the start of a line, after blanks; the agent of
/// Azure Pipelines those anywhere in it. So they go through the engine's log like any other line.
/// </summary>
internal enum CiSystem
{
    None,
    GitHub,
    Azure,
}

/// <summary>What a build says to it.</summary>
internal static class CiCommands
{
    public static CiSystem Parse(string name) => Enum.TryParse<CiSystem>(name, ignoreCase: true, out var system) ? system : CiSystem.None;

    /// <summary>Makes annotations of errors and warnings; null where the system makes its own or there is none.</summary>
    public static Func<Diagnostic, string>? Annotations(CiSystem system, Func<string, string> absolute) => system != CiSystem.GitHub ? null : diagnostic =>
        $"::{(diagnostic.IsError ? "error" : "warning")} file={Property(absolute(diagnostic.File))},title={Property(diagnostic.Code.Id)}::{Data(diagnostic.Message)}";

    /// <summary>Tells Azure Pipelines of a page.</summary>
    public static string UploadSummary(string path) => $"##vso[task.uploadsummary]{SafeText.Line(path)}";

    /// <summary>Appends to a file to which other projects of the build append at the same time.</summary>
    /// <exception cref="IOException">The file cannot be written, or somebody keeps it.</exception>
    public static void Append(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None);
                file.Write(bytes);
                return;
            }
            catch (IOException) when (attempt < 50 && File.Exists(path))
            {
                Thread.Sleep(20);
            }
        }
    }

    private static string Data(string text) => SafeText.Message(text).Replace("%", "%25", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
