using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Statistics;

namespace Mrq.Requantization;

/// <summary>
/// Takes a quantized graph to a scheme. Exact algebra comes first (folding factors, kept grids), then activation parameters, then
/// layer by layer weights and biases, with the calibration samples running alongside where there are some.
/// </summary>
public static class Requantizer
{
    /// <param name="source">A quantized graph.</param>
    /// <param name="scheme">The target.</param>
    /// <param name="calibration">Samples; null to leave out all passes that need statistics.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the number of threads.</param>
    /// <param name="options">Passes to leave out, and how far to trust the samples.</param>
    /// <param name="progress">One line for each layer.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> where the scheme cannot hold the graph.</exception>
    public static RequantizedModel Convert(QuantizedGraph source, QuantizationScheme scheme, ICalibrationInputs? calibration, ParallelOptions parallel, RequantizationOptions? options = null, IProgress<string>? progress = null)
    {
        options ??= RequantizationOptions.Default;
        RequireConvertible(source);
        calibration = calibration is { Count: > 0 } ? calibration : null;
        var watches = new Stopwatches();
        var plan = Plan(source, scheme, calibration, options, parallel, watches);
        var target = ConvertActivations(source, scheme, plan);
        var converted = watches.Time(PassNames.KeptGrid, () => ConvertWeights(source, target, scheme, plan.Folding, options, parallel));
        converted = calibration is null ? converted : new CalibratedRounding(source, scheme, plan.Folding, options, parallel, watches).Run(converted, calibration, progress);
        return converted with { Times = watches.Times, Folded = plan.Folding.Folded(source) };
    }

    private static ActivationPlan Plan(QuantizedGraph source, QuantizationScheme scheme, ICalibrationInputs? calibration, RequantizationOptions options, ParallelOptions parallel, Stopwatches watches)
    {
        var isSourcePerChannel = LinearLayer.Of(source).Any(layer => !source.Tensors[layer.Weights].Quantization!.IsPerTensor);
        var equalizes = isSourcePerChannel && scheme.Weights.Granularity == Granularity.PerTensor && options.Runs(PassNames.Equalization) && !options.Synthetic;

        // 16 bits round so finely that nothing is worth saturating.
        var choosesScales = scheme.Activations.ZeroPoint != ZeroPointRule.Free && scheme.Activations.Type.BitWidth() == 8;
        var statistics = calibration is null || !(equalizes || choosesScales) ? null : watches.Time("statistics", () => SourceStatistics.Collect(source, calibration, parallel));
        var movable = options.Runs(PassNames.ZeroPointFolding) ? ZeroPointFolding.Movable(source, scheme) : new HashSet<int>();
        var folding = statistics is not null && equalizes
            ? watches.Time(PassNames.Equalization, () => Equalization.Choose(source, scheme, statistics, movable, parallel.CancellationToken))
            : ActivationFolding.None(source.Tensors.Length);
        if (!choosesScales)
        {
            return new ActivationPlan(folding, new Dictionary<int, double>(), new Dictionary<int, Operator>());
        }

        var search = new RangeSearch(source, scheme.Activations, statistics, RangeCoverage.For(options), movable);
        var folds = scheme.Activations.Form == ScaleForm.PowerOfTwo && options.Runs(PassNames.ScaleFolding);
        return watches.Time(folds ? PassNames.ScaleFolding : PassNames.RangeSearch, () => ScaleFolding.Plan(source, scheme, folding, search, folds, parallel.CancellationToken));
    }

    private static QuantizedGraph ConvertActivations(QuantizedGraph source, QuantizationScheme scheme, ActivationPlan plan)
    {
        var parameters = LinearLayer.Of(source).SelectMany(layer => new[] { layer.Weights, layer.Bias ?? layer.Weights }).ToHashSet();
        var operators = source.Operators.Select((step, index) => OperatorRules.WithScalesOf(plan.Operators.GetValueOrDefault(index, step), scheme.Activations));
        return (source with { Operators = [.. operators] }).WithTensors(ActivationParameters.Choose(source, scheme, plan, parameters).ToDictionary(
            chosen => chosen.Key,
            chosen => ConstantActivation.Encode(source.Tensors[chosen.Key], scheme.Activations, chosen.Value, plan.Folding.Factors[chosen.Key])));
    }

    /// <summary>Weights and biases without statistics: the preferred scale and the nearest integers.</summary>
    private static RequantizedModel ConvertWeights(QuantizedGraph source, QuantizedGraph target, QuantizationScheme scheme, ActivationFolding folding, RequantizationOptions options, ParallelOptions parallel)
    {
        var reports = new List<LayerReport>();
        foreach (var layer in LinearLayer.Of(source))
        {
            var rule = LayerWeights.RuleFor(scheme.Weights, source.Operators[layer.Step]);
            var range = WeightRange.Of(rule, source.Tensors[layer.Weights]);
            var folded = FoldedLayer.Of(source, layer, folding);
            var rounded = LayerRounding.Round(folded, BiasGrid.SmallestWeightScales(target, folded, folding), layer.Groups(source), null, rule, range, options, parallel);
            target = target.WithTensors(new Dictionary<int, Tensor> { [layer.Weights] = rounded.ToTensor(source, layer, rule, range.ZeroPoint) });
            if (layer.Bias is { } bias)
            {
                target = target.WithTensors(new Dictionary<int, Tensor> { [bias] = BiasGrid.Encode(target, layer, ZeroPointFolding.Bias(target, folded, rounded, folding)) });
            }

            reports.Add(LayerWeights.Report(source, target, folded, rounded, folding));
        }

        return new RequantizedModel(target, [.. reports]);
    }

    private static void RequireConvertible(QuantizedGraph source)
    {
        var unknown = source.Operators.Where(step => !OperatorRules.IsConvertible(step)).Select(step => step.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        Require(unknown.Count == 0, $"conversion does not know {string.Join(", ", unknown)} yet.");
        RequireScales(source);
        foreach (var layer in LinearLayer.Of(source))
        {
            var place = new MrqPlace(Operator: source.Describe(layer.Step));
            var weights = source.Tensors[layer.Weights];
            Require(weights is { IsConstant: true, Quantization: not null, Type: ElementType.UInt8 or ElementType.Int8 }, "the weights are not 8-bit constants.", place);
            Require(weights.Quantization!.IsPerTensor || weights.Quantization.Scales.Length == layer.Channels, "the weights' scales do not match their channels.", place);
            Require(ActivationParameters.IsQuantized(source.Tensors[layer.Input]) && ActivationParameters.IsQuantized(source.Tensors[layer.Output]), "its activations are not 8-bit quantized.", place);
        }
    }

    /// <summary>A scale that is no positive number makes every later figure meaningless; the tensor is named.</summary>
    private static void RequireScales(QuantizedGraph source)
    {
        foreach (var tensor in source.Operators.SelectMany(step => step.Inputs.Concat(step.Outputs)).Where(tensor => tensor >= 0).Distinct().Select(tensor => source.Tensors[tensor]))
        {
            foreach (var scale in tensor.Quantization?.Scales ?? [])
            {
                if (!(scale > 0) || !float.IsFinite(scale))
                {
                    throw new MrqException(MrqCodes.DegenerateQuantization, string.Create(CultureInfo.InvariantCulture, $"the scale {scale} is not a positive number."), new MrqPlace(Tensor: tensor.Name));
                }
            }
        }
    }

    private static void Require(bool condition, string message, MrqPlace? place = null)
    {
        if (!condition)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, message, place);
        }
    }
}
