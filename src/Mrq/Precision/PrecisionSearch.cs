using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Sensitivity;
using Mrq.Formats;
using Mrq.Requantization;

namespace Mrq;

/// <summary>
/// Gives more bits to the operators that they help most. The order comes from what each operator costs; then sets of more and more operators are converted and measured as a whole, since
/// neither costs nor gains of single operators add up, and the one is taken that the others are not really better than, or the smallest that keeps the request's limits.
/// </summary>
/// <remarks>The two phases are those of AIMET's automatic mixed precision: a list by sensitivity, then a Pareto curve measured along it. Here each set is converted anew, and differences are paired.</remarks>
internal sealed class PrecisionSearch
{
    /// <summary>Sets along the path that are converted and measured: their sizes grow by one factor.</summary>
    private const int MostSets = 6;

    /// <summary>Further ones, between the last that fails a limit and the first that keeps it.</summary>
    private const int MostBisections = 3;

    /// <summary>Samples that limits are judged on; without limits the usual first ones tell the sets apart.</summary>
    private const int MostForLimits = 1024;

    private readonly ConversionRequest _request;
    private readonly ConversionOrder _order;
    private readonly Func<ConversionOrder, IProgress<string>?, PreparedConversion> _prepare;
    private readonly IProgress<string>? _lines;
    private readonly ParallelOptions _parallel;
    private readonly PreparedConversion _narrow;
    private readonly FirstSamples _samples;
    private readonly string _data;
    private readonly Metric? _metric;
    private readonly OperatorWidening _widening;
    private readonly WideCost _cost;
    private SampleNoise? _narrowNoise;
    private (PrecisionPoint Point, PreparedConversion Prepared)? _best;

    private PrecisionSearch(ConversionRequest request, ConversionOrder order, IReadOnlyList<WiderRule> rules, PreparedConversion narrow, Func<ConversionOrder, IProgress<string>?, PreparedConversion> prepare, IProgress<string>? lines, ParallelOptions parallel)
    {
        (_request, _order, _prepare, _lines, _parallel, _narrow) = (request, order, prepare, lines, parallel, narrow);
        (var all, _data) = SampleRun.SamplesOf(narrow);

        // A process of a sweep reads a part of the evaluation data alone; what is chosen must not depend on it.
        all = narrow.Evaluation is null ? all : PreparedConversion.Load(request.EvaluationData, request.Data with { Labels = order.Metric.Labels }, narrow.Source)!;
        _samples = new FirstSamples(all, request.Limits.AreSet ? MostForLimits : SampleRun.FirstSamples, withClasses: true);
        _metric = narrow.Evaluation is not null && order.Metric.Labels == LabelKind.Classes && _samples.Labels is not null ? order.Metric : null;
        _widening = OperatorWidening.Of(narrow.Source, order.Scheme, rules);
        _cost = new WideCost(narrow.Source);
    }

    /// <summary>A conversion by one rule, or where the request asks for it with more bits for some operators.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="order">The same as it was understood.</param>
    /// <param name="model">The model.</param>
    /// <param name="evaluated">The samples of the evaluation data that are read; null for all.</param>
    /// <param name="progress">What is done.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The conversion, the order with the rules that were chosen, and how they were; null where nothing was to choose.</returns>
    public static (PreparedConversion Prepared, ConversionOrder Order, PrecisionCurve? Curve) Of(ConversionRequest request, ConversionOrder order, ModelDocument model, SampleRange? evaluated, ConversionProgress progress, ParallelOptions parallel)
    {
        var narrow = PreparedConversion.Of(request, order, model, evaluated, progress, parallel);
        if (!request.Precision.IsAuto)
        {
            return (narrow, order, null);
        }

        var search = new PrecisionSearch(request, order, WiderRules.Of(request, order.Scheme), narrow, Prepare, progress.Lines, parallel);
        var (curve, prepared) = search.Run();
        return (prepared, order with { Scheme = order.Scheme with { Overrides = curve.Taken.Overrides } }, curve);

        PreparedConversion Prepare(ConversionOrder by, IProgress<string>? told) => PreparedConversion.Of(request, by, model, evaluated, new ConversionProgress(told, TimeProvider.System), parallel);
    }

    private (PrecisionCurve Curve, PreparedConversion Prepared) Run()
    {
        var points = new List<PrecisionPoint> { Measure(_narrow, WideSet.None, _order.Scheme.Overrides) };
        if (points[0].Suffices || double.IsPositiveInfinity(points[0].Noise!.Sqnr))
        {
            return Taken(points, points[0], points[0].Suffices ? "one rule for all operators keeps every limit" : "one rule for all operators loses nothing");
        }

        var path = _cost.Path(WideningMove.Of(_narrow.Source, _narrow.Converted.Source, Sensitivity(), _widening), _request.Precision, _parallel.CancellationToken);
        if (path.Count == 0)
        {
            return Taken(points, points[0], "no operator that can have more bits costs anything within the budget");
        }

        var sizes = Enumerable.Range(0, MostSets).Select(place => (int)Math.Round(Math.Pow(path.Count, place / (double)(MostSets - 1)))).Distinct().ToList();
        var (failing, enough) = (0, (int?)null);
        foreach (var size in sizes)
        {
            points.Add(Try(path[size - 1], points.Count, sizes.Count));
            if (points[^1].Suffices)
            {
                enough = size;
                break;
            }

            failing = size;
        }

        for (var trial = 0; trial < MostBisections && enough - failing > 1; trial++)
        {
            var size = (failing + enough!.Value) / 2;
            points.Add(Try(path[size - 1], points.Count, points.Count + MostBisections - trial - 1));
            (failing, enough) = points[^1].Suffices ? (failing, size) : (size, enough);
        }

        points = [.. points.OrderBy(point => point.Operators).ThenBy(point => point.Share)];
        var best = _best?.Point ?? points[0];
        return Taken(points, best, ReferenceEquals(best, points[0]) ? "more bits gain nothing that the samples can tell from chance: all operators keep one rule"
            : best.Suffices ? "the smallest set found that keeps every limit"
            : _request.Limits.AreSet ? "no set within the budget keeps every limit; this one has the least noise"
            : "no larger set has really less noise");
    }

    private (PrecisionCurve Curve, PreparedConversion Prepared) Taken(List<PrecisionPoint> points, PrecisionPoint taken, string verdict) =>
        (new PrecisionCurve(_data, _samples.Count, _metric?.Name, points, points.IndexOf(taken), verdict), _best is { } best && ReferenceEquals(best.Point, taken) ? best.Prepared : _narrow);

    private PrecisionPoint Try(WideSet set, int number, int all)
    {
        var overrides = SchemeOverrides.Of(_widening.Overrides(set.Weights, set.Activations).Concat(_order.Scheme.Overrides.All));
        try
        {
            var lines = new TrialProgress(_lines, FormattableString.Invariant($"precision, set {number} of {all}"), number, all + 1);
            var prepared = _prepare(_order with { Scheme = _order.Scheme with { Overrides = overrides } }, lines);
            var point = Measure(prepared, set, overrides);
            Compare(point, prepared);
            return point;
        }
        catch (MrqException error) when (error.Code == MrqCodes.UnsupportedConversion || error.Code == MrqCodes.BrokenConversion || error.Code == MrqCodes.CannotRepresent)
        {
            return new PrecisionPoint(set.Operators.Count, _cost.ShareOf(set), overrides, null, null, error.Message);
        }
    }

    /// <summary>A set is taken that is really better than the one before it; of those that keep the limits the smallest.</summary>
    private void Compare(PrecisionPoint point, PreparedConversion prepared)
    {
        var isBetter = _best is not { } best ? point.Noise!.Over(_narrowNoise!).IsReal
            : point.Suffices != best.Point.Suffices ? point.Suffices
            : point.Suffices ? point.Operators < best.Point.Operators
            : point.Noise!.Over(best.Point.Noise!).IsReal;
        if (isBetter)
        {
            _best = (point, prepared);
        }
    }

    private PrecisionPoint Measure(PreparedConversion prepared, WideSet set, SchemeOverrides overrides)
    {
        var (source, converted) = (prepared.Source, prepared.Converted);
        var target = prepared.Graphs.Of(converted.Graph, converted.Arithmetic);
        var measurement = new ModelMeasurement(source, target.Graph, _metric ?? SampleRun.MetricWithoutLabels(source), _samples);
        measurement.Run(
            new GraphRun(prepared.Graphs.Of(source, prepared.Model.ArithmeticOf(source)), SampleEncoder.Create(_samples, source, source)),
            new GraphRun(target, SampleEncoder.Create(_samples, source, target.Graph)),
            _parallel);
        var comparison = measurement.Result() with { Data = _metric is null && _data == "evaluation" ? "other" : _data };
        _narrowNoise ??= measurement.Noise;
        return new PrecisionPoint(set.Operators.Count, _cost.ShareOf(set), overrides, measurement.Noise, _metric is null ? null : comparison.Result.Target, null)
        {
            Suffices = _request.Limits.AreSet && (_metric is not null || !_request.Limits.LimitMetric) && AccuracyGate.Check(_request.Scheme, comparison, _request.Limits with { Mode = GateMode.Error }).Count == 0,
        };
    }

    private SensitivityResult Sensitivity()
    {
        var (source, converted) = (_narrow.Source, _narrow.Converted);
        var (before, after) = (_narrow.Graphs.Of(converted.Source, _narrow.Model.Format.NativeArithmetic), _narrow.Graphs.Of(converted.Graph, converted.Arithmetic));
        var some = new FirstSamples(_samples, SensitivityAnalysis.AffordableSamples(before, Math.Min(_samples.Count, SampleRun.FirstSamples)));
        return SensitivityAnalysis.Of(
            new GraphRun(before, SampleEncoder.Create(some, source, before.Graph)),
            new GraphRun(after, SampleEncoder.Create(some, source, after.Graph)),
            converted.Folded,
            null,
            some,
            _parallel,
            ConversionProgress.Samples(_lines, some.Count),
            withRounding: true);
    }
}
