using Microsoft.Build.Framework;
using Mrq.Core.Diagnostics;
using Mrq.Files;

namespace Mrq.Build.Conversions;

/// <summary>Runs one conversion with the cores that the engine gives.</summary>
/// <param name="engine">Lends cores; null for an engine that does not.</param>
/// <param name="log">A log of this conversion's own.</param>
/// <param name="record">Writes down what succeeded.</param>
/// <param name="shared">What it has in common with others of the build.</param>
internal sealed class ConversionRun(IBuildEngine9? engine, ConversionLog log, ConversionRecord record, SharedConversions shared)
{
    /// <summary>Converts, records and reports. A failure leaves neither model nor record.</summary>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public void Convert(ConversionItem item, ConversionRequest request, CancellationToken cancellation)
    {
        var cores = 0;
        try
        {
            cores = engine?.RequestCores(Environment.ProcessorCount) ?? 0;
            var inputs = record.Inputs(item, new Fingerprints());
            log.Result(item, ModelConverter.Convert(request with { MaxParallelism = Math.Max(cores, 1) }, shared, log.Progress(item), cancellation));
            if (log.HasErrors)
            {
                // A warning that this build takes for an error.
                DeleteModel(item);
                return;
            }

            ConversionRecord.Write(item, inputs);
        }
        catch (Exception error) when (MrqException.In(error) is { } known)
        {
            log.Error(item, known);
        }
#pragma warning disable CA1031 // The item's boundary: an escaping exception would be MSB4018 with a stack trace, and the end of the others.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.Internal(item, error);
        }
        finally
        {
            if (cores > 0)
            {
                engine!.ReleaseCores(cores);
            }
        }
    }

    private static void DeleteModel(ConversionItem item)
    {
        foreach (var output in item.Places().Where(output => !output.IsReport))
        {
            OutputFile.Delete(output.Path);
        }
    }
}
