using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>The engine's log, told of conversions.</summary>
/// <param name="log">What it calls an error, a switch that makes warnings errors included, fails what is logged to it.</param>
/// <param name="clock">What spaces progress out.</param>
internal sealed class ConversionLog(TaskLoggingHelper log, TimeProvider clock)
{
    public bool HasErrors => log.HasLoggedErrors;

    public void Error(string file, MrqException error) => TaskDiagnostics.Error(log, error.Code, file, error.MessageWithPlace);

    /// <summary>At the model in the project's spelling, or at another file by its own name.</summary>
    public void Error(ConversionItem item, MrqException error) => Error(error.Place.File is null || error.Place.File == item.ModelPath ? item.Model : error.Place.File, error);

    public void Internal(ConversionItem item, Exception error)
    {
        Error(item, new MrqException(MrqCodes.Internal, $"{error.GetType().Name} in conversion to {item.Scheme}; please report it with the model."));
        TaskDiagnostics.Trace(log, error);
    }

    public void Result(ConversionItem item, ConversionResult result)
    {
        TaskDiagnostics.Message(log, MessageImportance.High, $"{result.Summary}{(result.FromCache ? "; from the cache" : "")}");
        foreach (var (code, message) in result.Warnings)
        {
            TaskDiagnostics.Warning(log, code, item.Model, message);
        }
    }

    public EngineProgress Progress(ConversionItem item) => new(log, $"{Path.GetFileName(item.Model)} -> {item.Scheme}", clock);
}
