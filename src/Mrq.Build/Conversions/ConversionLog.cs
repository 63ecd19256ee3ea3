using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>The engine's log, told of conversions.</summary>
/// <param name="log">What it calls an error, a switch that makes warnings errors included, fails what is logged to it.</param>
/// <param name="settings">What all logs of the build have in common.</param>
internal sealed class ConversionLog(TaskLoggingHelper log, LogSettings settings)
{
    public bool HasErrors => log.HasLoggedErrors;

    public void Error(string file, MrqException error) => Say(new Diagnostic(error.Code, file, error.MessageWithPlace, IsError: true));

    public void Error(string file, MrqCode code, string message) => Say(new Diagnostic(code, file, message, IsError: true));

    public void Warning(string file, MrqCode code, string message) => Say(new Diagnostic(code, file, message, IsError: false));

    /// <summary>At the model in the project's spelling, or at another file by its own name.</summary>
    public void Error(ConversionItem item, MrqException error) =>
        Say(new Diagnostic(error.Code, error.Place.File is null || error.Place.File == item.ModelPath ? item.Model : error.Place.File, error.MessageWithPlace, IsError: true, item));

    public void Internal(ConversionItem item, Exception error)
    {
        Error(item, new MrqException(MrqCodes.Internal, $"{error.GetType().Name} in conversion to {item.Scheme}; please report it with the model."));
        TaskDiagnostics.Trace(log, error);
    }

    /// <summary>One line of a conversion that came to its end, and its warnings.</summary>
    public void Result(ConversionItem item, ConversionResult result)
    {
        Line($"{item.Model} -> {result.Summary}{(result.FromCache ? "; from the cache" : result.SameAs is { } other ? $"; converted once with {other}, whose rules are equal" : "")}; report: {item.Intermediate(item.Outputs.PagePath ?? item.Outputs.ReportPath!)}");
        foreach (var (code, message) in result.Warnings)
        {
            Say(new Diagnostic(code, item.Model, message, IsError: false, item));
        }
    }

    /// <summary>A line of what the build tells unless it is quiet.</summary>
    public void Line(string line) => TaskDiagnostics.Message(log, settings.Verbosity == BuildVerbosity.Quiet ? MessageImportance.Low : MessageImportance.High, line);

    /// <summary>A line that a CI system takes for a command.</summary>
    public void Command(string line) => TaskDiagnostics.Command(log, line);

    public EngineProgress Progress(ConversionItem item) => new(log, $"{item.Model} -> {item.Scheme}", settings.Clock, settings.Verbosity == BuildVerbosity.Detailed ? MessageImportance.High : MessageImportance.Normal);

    private void Say(Diagnostic diagnostic)
    {
        settings.Told.Add(diagnostic);
        if (diagnostic.IsError)
        {
            TaskDiagnostics.Error(log, diagnostic.Code, diagnostic.File, diagnostic.Message);
        }
        else
        {
            TaskDiagnostics.Warning(log, diagnostic.Code, diagnostic.File, diagnostic.Message);
        }

        if (settings.Annotate?.Invoke(diagnostic) is { } annotation)
        {
            Command(annotation);
        }
    }
}
