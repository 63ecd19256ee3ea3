using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Sensitivity;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>A conversion that was made and measured, before a gate judges it and anything is told of it: nothing here depends on what its scheme is called.</summary>
/// <param name="Request">What it was made for.</param>
/// <param name="Scheme">Its rules, with the name of that request.</param>
/// <param name="Prepared">The conversion.</param>
/// <param name="Run">The samples that it ran on.</param>
/// <param name="Measurement">How well it does.</param>
internal sealed record MeasuredConversion(ConversionRequest Request, QuantizationScheme Scheme, PreparedConversion Prepared, SampleRun Run, Measurement Measurement)
{
    /// <summary>The result under each plausible rounding; made when somebody asks.</summary>
    public required Func<IReadOnlyList<RoundingTrial>> Trials { get; init; }

    /// <summary>What each operator costs; null where nobody asked.</summary>
    public SensitivityResult? Sensitivity { get; init; }

    /// <summary>What more bits for some operators gained; null where nobody asked.</summary>
    public PrecisionCurve? Precision { get; init; }

    /// <summary>The result with the name that a target of equal rules gives its arithmetic.</summary>
    public PreparedConversion NamedAs(QuantizationScheme scheme)
    {
        var converted = Prepared.Converted;
        return scheme.Arithmetic == Scheme.Arithmetic ? Prepared : Prepared with
        {
            Converted = converted with
            {
                Arithmetic = new(Named(converted.Arithmetic.Default)) { ByOperator = converted.Arithmetic.ByOperator.SetItems(converted.Arithmetic.ByOperator.Select(entry => KeyValuePair.Create(entry.Key, Named(entry.Value)))) },
            },
        };

        Arithmetic Named(Arithmetic arithmetic) => arithmetic == Scheme.Arithmetic ? scheme.Arithmetic : arithmetic;
    }

    /// <summary>Reads, converts, verifies and measures.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="order">The same as it was understood.</param>
    /// <param name="onRead">Called as soon as the model was read.</param>
    /// <param name="progress">Gets lines.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static MeasuredConversion Of(ConversionRequest request, ConversionOrder order, Action onRead, ConversionProgress progress, ParallelOptions parallel)
    {
        var model = ModelFile.Read(request.ModelPath, request.Shapes);
        onRead();
        (var prepared, order, var precision) = PrecisionSearch.Of(request, order, model, evaluated: null, progress, parallel);
        var samples = prepared.Evaluation ?? prepared.Calibration;
        var run = SampleRun.Of(prepared, order.Metric, parallel, progress.Evaluation(samples?.Count ?? SyntheticNoise.DefaultCount));
        return new MeasuredConversion(request, order.Scheme, prepared, run, new Measurement(run.Measured.Result() with { Data = run.Data }, DatasetDigest.Of(run.Samples)))
        {
            Sensitivity = request.Analyze ? ConversionSensitivity.Of(prepared, run, order.Metric, progress, parallel) : null,
            Precision = precision,
            Trials = RoundingTrials.Once(prepared, order.Scheme, parallel),
        };
    }
}
