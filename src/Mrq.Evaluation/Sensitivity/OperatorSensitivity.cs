using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Sensitivity;

/// <summary>How far the outputs are from the source's.</summary>
/// <param name="Sqnr">The least signal to noise of all outputs in dB; +∞ where nothing differs.</param>
/// <param name="Agreement">The share of samples with the source's answer at the first output; null where that is no choice.</param>
/// <param name="Metric">The metric; null where none was asked for.</param>
public sealed record OutputChange(double Sqnr, double? Agreement, double? Metric)
{
    /// <summary>Noise as a share of the signal.</summary>
    public double NoiseShare => Math.Pow(10, -Sqnr / 10);
}

/// <summary>What one operator of a conversion costs.</summary>
/// <param name="Operator">Its index in the source.</param>
/// <param name="OperatorName">Its name.</param>
/// <param name="Tensor">The name of its first output in the source.</param>
/// <param name="Alone">The outputs when it alone is computed by the target's rules and all others by the source's.</param>
/// <param name="Kept">The outputs when it alone is computed by the source's rules and all others by the target's.</param>
public sealed record OperatorSensitivity(int Operator, string OperatorName, string Tensor, OutputChange Alone, OutputChange Kept)
{
    /// <summary>The outputs of the source when what the operator writes is rounded to the target's grid and nothing else is touched; null where that was not asked for.</summary>
    public OutputChange? Rounded { get; init; }
}

/// <summary>What each operator of a conversion costs.</summary>
/// <param name="Metric">What was measured beside noise and agreement; null for nothing.</param>
/// <param name="SourceMetric">The source's; null where none was asked for.</param>
/// <param name="Samples">On how many samples.</param>
/// <param name="Converted">The outputs of the whole conversion on these.</param>
/// <param name="Operators">Those that compute, in the order of execution.</param>
public sealed record SensitivityResult(Metric? Metric, double? SourceMetric, int Samples, OutputChange Converted, IReadOnlyList<OperatorSensitivity> Operators)
{
    /// <summary>What keeping an operator at the source's rules gains, as noise that is gone: a share of the outputs' signal, less than 0 where it got worse.</summary>
    public double Gain(OperatorSensitivity step) => Converted.NoiseShare - step.Kept.NoiseShare;

    /// <summary>Those first that lose most by themselves.</summary>
    public IEnumerable<OperatorSensitivity> ByCost => Operators.OrderByDescending(step => step.Alone.NoiseShare).ThenBy(step => step.Operator);

    /// <summary>Those first that gain most where they stay as they were.</summary>
    public IEnumerable<OperatorSensitivity> ByGain => Operators.OrderByDescending(Gain).ThenBy(step => step.Operator);
}
