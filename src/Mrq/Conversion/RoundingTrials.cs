using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Requantization;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>
/// A converted model under each rounding that its target may have, where nobody outside knows which: how far an assumption moves the result. The file is the same,
/// the arithmetic is the scheme's with another rounding.
/// </summary>
internal static class RoundingTrials
{
    /// <summary>More samples would tell no more of a rounding.</summary>
    public const int MostSamples = 64;

    private static readonly Rounding[] Plausible = [Rounding.HalfUp, Rounding.HalfToEven, Rounding.HalfAwayFromZero, Rounding.Floor];

    /// <summary>Trials that are made once, for the first of several targets whose rounding is assumed.</summary>
    public static Func<IReadOnlyList<RoundingTrial>> Once(PreparedConversion prepared, QuantizationScheme scheme, ParallelOptions parallel)
    {
        IReadOnlyList<RoundingTrial>? made = null;
        return () => made ??= Of(
            prepared.Source, prepared.Model.ArithmeticOf(prepared.Source), prepared.Converted, scheme.Activations.Type == ElementType.Int16,
            prepared.Evaluation ?? prepared.Calibration ?? SyntheticSamples.Noise(prepared.Source, SyntheticNoise.DefaultCount), parallel);
    }

    /// <param name="source">What was converted, which all are compared with.</param>
    /// <param name="own">What computes it.</param>
    /// <param name="converted">The converted model.</param>
    /// <param name="isWide">Whether its activations have 16 bits, which are requantized in a way of their own.</param>
    /// <param name="samples">Samples for the source.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IReadOnlyList<RoundingTrial> Of(QuantizedGraph source, ArithmeticAssignment own, RequantizedModel converted, bool isWide, ISampleSource samples, ParallelOptions parallel)
    {
        var some = new FirstSamples(samples, MostSamples);
        var metric = SampleRun.MetricWithoutLabels(source);
        var reference = GraphRun.Of(source, own, some, source);
        return [.. Plausible.Select(rounding => Try(rounding)).OfType<RoundingTrial>()];

        RoundingTrial? Try(Rounding rounding)
        {
            try
            {
                var comparison = ModelComparison.Measure(reference, GraphRun.Of(converted.Graph, With(converted.Arithmetic, rounding, isWide), some, source), metric, some, parallel);
                return new RoundingTrial(rounding, With(converted.Arithmetic.Default, rounding, isWide) == converted.Arithmetic.Default, some.Count, comparison.Agreement?.Share, double.IsFinite(comparison.Sqnr) ? comparison.Sqnr : null);
            }
            catch (MrqException error) when (error.Code == MrqCodes.OperatorNotEmulated || error.Code == MrqCodes.InvalidOperator)
            {
                // A kernel that knows one rounding alone.
                return null;
            }
        }
    }

    private static ArithmeticAssignment With(ArithmeticAssignment arithmetic, Rounding rounding, bool isWide) =>
        new(With(arithmetic.Default, rounding, isWide)) { ByOperator = arithmetic.ByOperator.ToImmutableDictionary(entry => entry.Key, entry => With(entry.Value, rounding, isWide)) };

    private static Arithmetic With(Arithmetic arithmetic, Rounding rounding, bool isWide) => isWide
        ? arithmetic with { WideRequantization = arithmetic.WideRequantization with { Rounding = rounding } }
        : arithmetic with { Requantization = arithmetic.Requantization with { Rounding = rounding } };
}

/// <summary>A converted model under one rounding.</summary>
/// <param name="Rounding">What becomes of the fraction.</param>
/// <param name="IsAssumed">Whether it is the one that the target is assumed to have.</param>
/// <param name="Samples">How many samples it ran on.</param>
/// <param name="Agreement">The share of samples with the source's answer; null where an output is one number.</param>
/// <param name="Sqnr">Signal to quantization noise in dB; null where the outputs are the source's.</param>
internal sealed record RoundingTrial(Rounding Rounding, bool IsAssumed, int Samples, double? Agreement, double? Sqnr);
