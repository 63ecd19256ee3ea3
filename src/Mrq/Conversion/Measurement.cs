using Mrq.Core.Diagnostics;
using Mrq.Evaluation;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;

namespace Mrq;

/// <summary>
/// What was measured of a conversion: the metric on the evaluation data where there is some, else how far the outputs agree on the
/// calibration samples or on synthetic ones.
/// </summary>
/// <param name="Comparison">Source and converted model on all samples.</param>
/// <param name="DataDigest">What tells the samples from others.</param>
internal sealed record Measurement(ModelComparison Comparison, string DataDigest)
{
    /// <summary>Whether the metric of the request was measured.</summary>
    public bool IsEvaluated => Comparison.Data == "evaluation";

    /// <summary>"top1 99.00 -> 99.00, 400 samples, agreement 100.00 %, SQNR 25.2 dB".</summary>
    public string Summary => Comparison.Figures
        + (Comparison.Agreement is { } agreement && Comparison.Metric != Metric.Agreement ? $", agreement {Figure.Fixed(agreement.Percent, 2)} %" : "")
        + (Comparison.Metric != Metric.Sqnr ? $", {Comparison.Noise(digits: 1)}" : "")
        + (IsEvaluated ? "" : $" (no evaluation data: outputs on {Comparison.Data} data)");

    /// <summary>The limits that are passed.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BaselineMismatch"/>.</exception>
    public IReadOnlyList<GateFinding> Check(ConversionRequest request, Baseline? baseline)
    {
        baseline?.RequireSame(Comparison.Metric, DataDigest);
        return AccuracyGate.Check(request.Scheme, Comparison, request.Limits, baseline);
    }

    /// <summary>A gate without labels says so; limits that were passed are here when they only warn.</summary>
    public IEnumerable<(MrqCode Code, string Message)> Warnings(ConversionRequest request, IReadOnlyList<GateFinding> findings)
    {
        if (!IsEvaluated && request.Limits.AreSet && request.Limits.Mode != GateMode.Off)
        {
            var unchecked_ = request.Limits.LimitMetric ? $"the {request.Metric} limits were not checked, and " : "";
            yield return (MrqCodes.GateSkipped, $"{request.Scheme}: there is no EvaluationData, so {unchecked_}source and target were compared by their outputs alone: {Summary}.");
        }

        foreach (var finding in findings)
        {
            yield return (finding.Code, finding.Message);
        }
    }
}
