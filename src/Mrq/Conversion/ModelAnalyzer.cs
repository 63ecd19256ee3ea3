using Mrq.Core.Diagnostics;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Sensitivity;

namespace Mrq;

/// <summary>Converts a model in memory and says what each operator costs.</summary>
public static class ModelAnalyzer
{
    /// <param name="request">What to convert, and on which samples; nothing of it is written.</param>
    /// <param name="progress">Lines such as "analyzing: 12 of 64 samples".</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    /// <exception cref="MrqException">Every failure that has a code.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ModelAnalysis Analyze(ConversionRequest request, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            var order = ConversionOrder.Read(request);
            var parallel = ModelConverter.Parallel(request.MaxParallelism, cancellation);
            var made = MeasuredConversion.Of(request with { Analyze = true }, order, static () => { }, new ConversionProgress(progress, TimeProvider.System), parallel);
            var graph = made.Prepared.Converted.Source;
            var work = graph.Operators.Select(step => MultiplyAdds.Of(graph, step)).ToList();
            var all = Math.Max(1d, work.Sum());
            return new ModelAnalysis(made.Sensitivity!, made.Measurement.Comparison, [.. made.Sensitivity!.Operators.Select(step => work[step.Operator] / all)], [.. new[] { made.Prepared.Calibration, made.Prepared.Evaluation }.OfType<Dataset>().SelectMany(data => DatasetDoubts.Of(data, made.Prepared.Source)).Distinct(), .. made.Prepared.Converted.Warnings]);
        }
        catch (Exception error) when (MrqException.In(error) is { } known)
        {
            throw known.InFile(request.ModelPath);
        }
    }
}

/// <summary>What <see cref="ModelAnalyzer"/> found.</summary>
/// <param name="Sensitivity">Each operator's cost.</param>
/// <param name="Comparison">The whole conversion on all samples.</param>
/// <param name="Shares">Each operator's share of the model's multiply-adds, in the order of <paramref name="Sensitivity"/>.</param>
/// <param name="Warnings">What the user should know.</param>
public sealed record ModelAnalysis(SensitivityResult Sensitivity, ModelComparison Comparison, IReadOnlyList<double> Shares, IReadOnlyList<(MrqCode Code, string Message)> Warnings);
