using System.Reflection;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Core.Diagnostics;

namespace Mrq.Build;

/// <summary>
/// Coded diagnostics as the engine's errors and warnings, each with a link to its row of the error table, and the task's other lines. The engine's own
/// logging is banned elsewhere, so that no text from a file reaches a log past <see cref="SafeText"/>.
/// </summary>
#pragma warning disable RS0030 // This is the one place.
internal static class TaskDiagnostics
{
    /// <summary>The page of all codes, each under its own heading.</summary>
    internal static readonly string ErrorTable = typeof(TaskDiagnostics).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ErrorTable").Value!;

    public static void Error(TaskLoggingHelper log, MrqCode code, string file, string message) =>
        log.LogError(null, code.Id, HelpKeyword(code), HelpLink(code), SafeText.Line(file), 0, 0, 0, 0, "{0}", SafeText.Message(message));

    public static void Warning(TaskLoggingHelper log, MrqCode code, string file, string message) =>
        log.LogWarning(null, code.Id, HelpKeyword(code), HelpLink(code), SafeText.Line(file), 0, 0, 0, 0, "{0}", SafeText.Message(message));

    /// <summary>A line that is neither error nor warning.</summary>
    public static void Message(TaskLoggingHelper log, MessageImportance importance, string line) => log.LogMessage(importance, "{0}", SafeText.Line(line));

    /// <summary>A line that a CI system which reads the log takes for a command; whoever makes it escapes what comes from files.</summary>
    public static void Command(TaskLoggingHelper log, string line) => log.LogMessage(MessageImportance.High, "{0}", line);

    /// <summary>A task's boundary: an escaping exception would be MSB4018 with a stack trace.</summary>
    /// <param name="log">The task's.</param>
    /// <param name="file">What is named where nothing better is known.</param>
    /// <param name="run">The task.</param>
    /// <returns>What the task returns; false where something escaped it.</returns>
    public static bool Guarded(TaskLoggingHelper log, string file, Func<bool> run)
    {
        try
        {
            return run();
        }
        catch (MrqException error)
        {
            Error(log, error.Code, error.Place.File ?? file, error.MessageWithPlace);
            return false;
        }
#pragma warning disable CA1031 // This is that boundary.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Error(log, MrqCodes.Internal, file, $"{error.GetType().Name} before the conversions; please report it with the project.");
            Trace(log, error);
            return false;
        }
    }

    /// <summary>What helps the tool's authors, of several lines.</summary>
    public static void Trace(TaskLoggingHelper log, Exception error)
    {
        foreach (var line in error.ToString().ReplaceLineEndings("\n").Split('\n'))
        {
            Message(log, MessageImportance.Low, line);
        }
    }

    private static string HelpKeyword(MrqCode code) => $"Mrq.Build.{code.Id}";

    internal static string HelpLink(MrqCode code) => $"{ErrorTable}#{code.Id.ToLowerInvariant()}";
}
#pragma warning restore RS0030
