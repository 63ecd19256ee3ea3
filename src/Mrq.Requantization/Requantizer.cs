using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Regularization;
using Mrq.Requantization.Statistics;
using Mrq.Requantization.Verify;

namespace Mrq.Requantization;

/// <summary>
/// Takes a quantized graph to a scheme. The source is made regular first, so that all that follows sees what it really computes. Then comes
/// exact algebra (folding factors, kept grids), then activation parameters, then layer by layer weights and biases, with the
/// calibration samples running alongside where there are some.
/// </summary>
public static class Requantizer
{
    /// <param name="source">A quantized graph.</param>
    /// <param name="scheme">The target.</param>
    /// <param name="calibration">Samples; null to leave out all passes that need statistics.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the number of threads.</param>
    /// <param name="options">Passes to leave out, and how far to trust the samples.</param>
    /// <param name="progress">One line for each layer.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> where the scheme cannot hold the graph; <see cref="MrqCodes.BrokenConversion"/> where the result breaks a rule.</exception>
    public static RequantizedModel Convert(QuantizedGraph source, QuantizationScheme scheme, ICalibrationInputs? calibration, ParallelOptions parallel, RequantizationOptions? options = null, IProgress<string>? progress = null)
    {
        options ??= RequantizationOptions.Default;
        SourceChecks.Require(source);
        RequireConvertible(source);
        RequireKernels(source, scheme);
        calibration = calibration is { Count: > 0 } ? calibration : null;
        var watches = new Stopwatches();
        var warnings = new List<(MrqCode Code, string Message)>();
        (var regular, var plan) = Plan(RegularGraph.Of(source, scheme, warnings), scheme, calibration, options, parallel, watches);
        var target = ConvertActivations(regular, scheme, plan);
        ScaleChecks.RequireOfTarget(target);

        // With samples every layer is rounded anew, so that no scale is worth searching yet.
        var preliminary = calibration is null ? options : options with { Without = options.Without.Add(PassNames.ScaleSearch) };
        var converted = watches.Time(PassNames.KeptGrid, () => ConvertWeights(regular, target, scheme, plan.Folding, preliminary, parallel));
        converted = calibration is null ? converted : new CalibratedRounding(regular, scheme, plan.Folding, options, parallel, watches).Run(converted, calibration, progress);
        ScaleChecks.RequireOfTarget(converted.Graph);
        converted = converted with { Folded = plan.Folding.Folded(regular), Warnings = [.. warnings] };
        watches.Time("verify", () => Verified(regular, converted, scheme, calibration is not null));
        return converted with { Times = watches.Times };
    }

    private static RequantizedModel Verified(QuantizedGraph source, RequantizedModel converted, QuantizationScheme scheme, bool isCorrected)
    {
        ConversionVerifier.Require(source, converted.Graph, converted.Folded, scheme, isCorrected);
        return converted;
    }

    /// <summary>The plan, and the graph that it is for: where it would lose an end of a range, the graph holds it by an operator of its own.</summary>
    private static (QuantizedGraph Graph, ActivationPlan Plan) Plan(QuantizedGraph source, QuantizationScheme scheme, ICalibrationInputs? calibration, RequantizationOptions options, ParallelOptions parallel, Stopwatches watches)
    {
        IReadOnlyDictionary<int, TensorStatistics>? Collect(ICalibrationInputs? inputs) =>
            inputs is null || !NeedsStatistics(source, scheme, options) ? null : watches.Time("statistics", () => SourceStatistics.Collect(source, inputs, parallel));
        var statistics = Collect(calibration);
        var plan = Plan(source, scheme, statistics, options, parallel, watches);
        if ((statistics ?? Collect(UniformInputs.Fit(source) ? UniformInputs.Instance : null)) is not { } values)
        {
            return (source, plan);
        }

        // A new plan may lose an end that the last one kept. Each round holds one more for good, so that this ends.
        for (var graph = source; ;)
        {
            var target = ConvertActivations(graph, scheme, plan);
            var (kept, extended) = SaturatedEnds.Keep(graph, step => target.Operators[step], values, tensor => TargetRange(target.Tensors[tensor], plan.Folding, tensor), scheme.Activations.Type.BitWidth(), isNoise: statistics is null);
            if (ReferenceEquals(kept, graph))
            {
                return (graph, plan);
            }

            (graph, values) = (kept, extended);
            plan = Plan(graph, scheme, statistics is null ? null : values, options, parallel, watches);
        }
    }

    /// <summary>Asymmetric targets with free scales that use all integers keep every range; all others choose one, or may lose an end.</summary>
    private static bool NeedsStatistics(QuantizedGraph source, QuantizationScheme scheme, RequantizationOptions options) =>
        scheme.Activations is not { ZeroPoint: ZeroPointRule.Free, Form: ScaleForm.Free } || LeavesIntegers(scheme.Activations) || Equalizes(source, scheme, options);

    /// <summary>Whether kernels write integers far beyond those that scales are chosen for; one that is left for symmetry is none.</summary>
    private static bool LeavesIntegers(TensorRule rule) =>
        rule.Minimum > rule.Type.IntegerRange().Minimum + 1 || rule.Maximum < rule.Type.IntegerRange().Maximum - 1;

    /// <summary>The real values up to which a kernel writes: it ends at its type, whatever integers scales are chosen for.</summary>
    private static (double Low, double High) TargetRange(Tensor tensor, ActivationFolding folding, int index)
    {
        var (minimum, maximum) = tensor.Type.IntegerRange();
        var zeroPoint = tensor.Quantization!.ZeroPoint + folding.ZeroPoints[index];
        var step = tensor.Quantization.Scale / folding.Factors[index];
        return (step * (minimum - zeroPoint), step * (maximum - zeroPoint));
    }

    private static bool Equalizes(QuantizedGraph source, QuantizationScheme scheme, RequantizationOptions options) =>
        LinearLayer.Of(source).Any(layer => !source.Tensors[layer.Weights].Quantization!.IsPerTensor)
        && scheme.Weights.Granularity == Granularity.PerTensor && options.Runs(PassNames.Equalization) && !options.Synthetic;

    private static ActivationPlan Plan(QuantizedGraph source, QuantizationScheme scheme, IReadOnlyDictionary<int, TensorStatistics>? statistics, RequantizationOptions options, ParallelOptions parallel, Stopwatches watches)
    {
        // 16 bits round so finely that nothing is worth saturating.
        var choosesScales = scheme.Activations.ZeroPoint != ZeroPointRule.Free && scheme.Activations.Type.BitWidth() == 8;
        var movable = options.Runs(PassNames.ZeroPointFolding) ? ZeroPointFolding.Movable(source, scheme) : new HashSet<int>();
        var folding = statistics is not null && Equalizes(source, scheme, options)
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

    /// <summary>Weights and biases without statistics.</summary>
    private static RequantizedModel ConvertWeights(QuantizedGraph source, QuantizedGraph target, QuantizationScheme scheme, ActivationFolding folding, RequantizationOptions options, ParallelOptions parallel)
    {
        var reports = new List<LayerReport>();
        foreach (var layer in LinearLayer.Of(source))
        {
            var rule = LayerWeights.RuleFor(scheme.Weights, source.Operators[layer.Step]);
            var range = WeightRange.Of(rule, source.Tensors[layer.Weights]);
            var folded = FoldedLayer.Of(source, layer, folding);
            var rounded = LayerRounding.Round(folded, BiasGrid.SmallestWeightScales(target, folded, folding), layer.Groups(), null, rule, range, options, parallel);
            target = target.WithTensors(new Dictionary<int, Tensor> { [layer.Weights] = rounded.ToTensor(source, layer, rule, range.ZeroPoint) });
            if (layer.Bias is { } bias)
            {
                target = target.WithTensors(new Dictionary<int, Tensor> { [bias] = BiasGrid.Encode(target, layer, ZeroPointFolding.Bias(target, folded, rounded, folding)) });
            }

            reports.Add(LayerWeights.Report(source, target, folded, rounded, folding));
        }

        return new RequantizedModel(source, target, [.. reports]);
    }

    private static void RequireConvertible(QuantizedGraph source)
    {
        var unknown = source.Operators.Where(step => !OperatorRules.IsConvertible(step)).Select(step => step.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        Require(unknown.Count == 0, $"conversion does not know {string.Join(", ", unknown)} yet.");
        foreach (var layer in LinearLayer.Of(source))
        {
            var place = new MrqPlace(Operator: source.Describe(layer.Step));
            var weights = source.Tensors[layer.Weights];
            Require(weights is { IsConstant: true, Quantization: not null, Type: ElementType.UInt8 or ElementType.Int8 }, "the weights are not 8-bit constants.", place);
            Require(weights.Quantization!.IsPerTensor || weights.Quantization.Scales.Length == layer.Channels, "the weights' scales do not match their channels.", place);
            Require(ActivationParameters.IsQuantized(source.Tensors[layer.Input]) && ActivationParameters.IsQuantized(source.Tensors[layer.Output]), "its activations are not 8-bit quantized.", place);
        }
    }

    /// <summary>An operator for which the target's types have no kernel, such as a PRELU on what becomes int16.</summary>
    private static void RequireKernels(QuantizedGraph source, QuantizationScheme scheme)
    {
        var layers = LinearLayer.Of(source);
        var (weights, biases) = (layers.Select(layer => layer.Weights).ToHashSet(), layers.Select(layer => layer.Bias).ToHashSet());
        var wide = scheme.Activations.Type == ElementType.Int16 ? ElementType.Int64 : ElementType.Int32;
        ElementType Type(int index, Tensor tensor) =>
            weights.Contains(index) ? scheme.Weights.Type : biases.Contains(index) ? wide : ActivationParameters.IsQuantized(tensor) ? scheme.Activations.Type : tensor.Type;
        var target = source with { Tensors = [.. source.Tensors.Select((tensor, index) => tensor with { Type = Type(index, tensor) })] };
        var missing = EmulatorCoverage.Missing(target);
        Require(missing.Count == 0, $"{scheme.Name} cannot hold the model: there is no kernel for {string.Join("; ", missing)}.");
    }

    private static void Require(bool condition, string message, MrqPlace? place = null)
    {
        if (!condition)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, message, place);
        }
    }
}
