using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>Converts one model to one scheme, measures it, and writes it when it passes its gate.</summary>
public static class ModelConverter
{
    /// <summary>
    /// Reads, re-quantizes, evaluates, and writes output and report by a temporary file and a move. When anything fails, the gate
    /// included, neither the output nor a part of it is left; the report of a failed gate is.
    /// </summary>
    /// <param name="request">What to do.</param>
    /// <param name="progress">Lines such as "evaluating: 40 of 400 samples".</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    /// <exception cref="MrqException">Every failure that has a code, <see cref="MrqCodes.AccuracyRegression"/> among them.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left behind.</exception>
    public static ConversionResult Convert(ConversionRequest request, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        throw new MrqException(MrqCodes.Internal, $"conversion of {request.ModelPath} is not wired yet.");
}
