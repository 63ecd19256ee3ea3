using System.Reflection;
using Microsoft.Build.Utilities;
using Mrq.Core.Diagnostics;

namespace Mrq.Build;

/// <summary>Coded diagnostics as the engine's errors and warnings, each with a link to its row of the error table.</summary>
internal static class TaskDiagnostics
{
    /// <summary>The page of all codes, each under its own heading.</summary>
    internal static readonly string ErrorTable = typeof(TaskDiagnostics).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ErrorTable").Value!;

    public static void Error(TaskLoggingHelper log, MrqCode code, string file, string message) =>
        log.LogError(null, code.Id, HelpKeyword(code), HelpLink(code), file, 0, 0, 0, 0, "{0}", message);

    public static void Warning(TaskLoggingHelper log, MrqCode code, string file, string message) =>
        log.LogWarning(null, code.Id, HelpKeyword(code), HelpLink(code), file, 0, 0, 0, 0, "{0}", message);

    private static string HelpKeyword(MrqCode code) => $"Mrq.Build.{code.Id}";

    private static string HelpLink(MrqCode code) => $"{ErrorTable}#{code.Id.ToLowerInvariant()}";
}
