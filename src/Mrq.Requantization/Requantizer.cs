using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;
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
    /// <param name="schemes">The target: one scheme for all, or one for each operator.</param>
    /// <param name="calibration">Samples; null to leave out all passes that need statistics.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the number of threads.</param>
    /// <param name="options">Passes to leave out, and how far to trust the samples.</param>
    /// <param name="progress">One line for each layer.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> where the scheme cannot hold the graph; <see cref="MrqCodes.BrokenConversion"/> where the result breaks a rule.</exception>
    public static RequantizedModel Convert(QuantizedGraph source, SchemeAssignment schemes, ICalibrationInputs? calibration, ParallelOptions parallel, RequantizationOptions? options = null, IProgress<string>? progress = null)
    {
        options ??= RequantizationOptions.Default;
        SourceChecks.Require(source);
        RequireConvertible(source);
        var plan = ConversionPlan.Of(source, schemes);
        RequireKernels(plan);
        calibration = calibration is { Count: > 0 } ? calibration : null;
        var watches = new Stopwatches();
        var warnings = new List<(MrqCode Code, string Message)>();
        (plan, var activations) = Choose(RegularGraph.Of(plan, warnings), calibration, options, parallel, watches);
        var target = ConvertActivations(plan, activations);
        ScaleChecks.RequireOfTarget(target);

        // With samples every layer is rounded anew, so that no scale is worth searching yet.
        var preliminary = calibration is null ? options : options with { Without = options.Without.Add(PassNames.ScaleSearch) };
        var converted = watches.Time(PassNames.KeptGrid, () => ConvertWeights(plan, target, activations.Folding, preliminary, parallel));
        converted = calibration is null ? converted : new CalibratedRounding(plan, activations.Folding, options, parallel, watches).Run(converted, calibration, progress);
        ScaleChecks.RequireOfTarget(converted.Graph);
        converted = converted with { Arithmetic = plan.Arithmetic, Folded = activations.Folding.Folded(plan.Graph), Warnings = [.. warnings] };
        watches.Time("verify", () => Verified(plan, converted, calibration is not null));
        return converted with { Times = watches.Times };
    }

    private static RequantizedModel Verified(ConversionPlan plan, RequantizedModel converted, bool isCorrected)
    {
        ConversionVerifier.Require(plan.Graph, converted.Graph, converted.Folded, new ConversionRules(plan.Name, plan.RuleOf, plan.WeightRuleOf, plan.Arithmetic), isCorrected);
        return converted;
    }

    /// <summary>What becomes of the activations, and the plan that it is for: where it would lose an end of a range, the graph holds it by an operator of its own.</summary>
    private static (ConversionPlan Plan, ActivationPlan Activations) Choose(ConversionPlan plan, ICalibrationInputs? calibration, RequantizationOptions options, ParallelOptions parallel, Stopwatches watches)
    {
        IReadOnlyDictionary<int, TensorStatistics>? Collect(ICalibrationInputs? inputs) =>
            inputs is null || !NeedsStatistics(plan, options) ? null : watches.Time("statistics", () => SourceStatistics.Collect(plan.Graph, inputs, parallel));
        var statistics = Collect(calibration);
        var activations = Choose(plan, statistics, options, parallel, watches);
        if ((statistics ?? Collect(UniformInputs.Fit(plan.Graph) ? UniformInputs.Instance : null)) is not { } values)
        {
            return (plan, activations);
        }

        // A new choice may lose an end that the last one kept. Each round holds one more for good, so that this ends.
        while (true)
        {
            var target = ConvertActivations(plan, activations);
            var folding = activations.Folding;
            var (kept, extended) = SaturatedEnds.Keep(plan, step => target.Operators[step], values, tensor => TargetRange(target.Tensors[tensor], folding, tensor), isNoise: statistics is null);
            if (ReferenceEquals(kept, plan.Graph))
            {
                return (plan, activations);
            }

            (plan, values) = (plan.On(kept), extended);
            activations = Choose(plan, statistics is null ? null : values, options, parallel, watches);
        }
    }

    /// <summary>Asymmetric targets with free scales that use all integers keep every range; all others choose one, or may lose an end.</summary>
    private static bool NeedsStatistics(ConversionPlan plan, RequantizationOptions options) => plan.ActivationRules.Any(rule => !rule.KeepsGrids) || Equalizes(plan, options);

    /// <summary>The real values up to which a kernel writes: it ends at its type, whatever integers scales are chosen for.</summary>
    private static (double Low, double High) TargetRange(Tensor tensor, ActivationFolding folding, int index)
    {
        var (minimum, maximum) = tensor.Type.IntegerRange();
        var zeroPoint = tensor.Quantization!.ZeroPoint + folding.ZeroPoints[index];
        var step = tensor.Quantization.Scale / folding.Factors[index];
        return (step * (minimum - zeroPoint), step * (maximum - zeroPoint));
    }

    private static bool Equalizes(ConversionPlan plan, RequantizationOptions options) => options.Runs(PassNames.Equalization) && !options.Synthetic
        && LinearLayer.Of(plan.Graph).Any(layer => !plan.Graph.Tensors[layer.Weights].Quantization!.IsPerTensor && plan.WeightRuleOf(layer.Step).Granularity == Granularity.PerTensor);

    private static ActivationPlan Choose(ConversionPlan plan, IReadOnlyDictionary<int, TensorStatistics>? statistics, RequantizationOptions options, ParallelOptions parallel, Stopwatches watches)
    {
        var movable = options.Runs(PassNames.ZeroPointFolding) ? ZeroPointFolding.Movable(plan) : new HashSet<int>();
        var folding = statistics is not null && Equalizes(plan, options)
            ? watches.Time(PassNames.Equalization, () => Equalization.Choose(plan, statistics, movable, parallel.CancellationToken))
            : ActivationFolding.None(plan.Graph.Tensors.Length);
        var rules = plan.ActivationRules.Where(RangeSearch.Chooses).ToList();
        if (rules.Count == 0)
        {
            return new ActivationPlan(folding, new Dictionary<int, double>(), new Dictionary<int, Operator>());
        }

        var search = new RangeSearch(plan, statistics, RangeCoverage.For(options), movable);
        var folds = rules.Exists(rule => rule.Form == ScaleForm.PowerOfTwo) && options.Runs(PassNames.ScaleFolding);
        return watches.Time(folds ? PassNames.ScaleFolding : PassNames.RangeSearch, () => ScaleFolding.Plan(plan, folding, search, folds, parallel.CancellationToken));
    }

    private static QuantizedGraph ConvertActivations(ConversionPlan plan, ActivationPlan activations)
    {
        var source = plan.Graph;
        var parameters = LinearLayer.Of(source).SelectMany(layer => new[] { layer.Weights, layer.Bias ?? layer.Weights }).ToHashSet();
        var operators = source.Operators.Select((step, index) => step.Outputs.Length == 0 ? step : OperatorRules.WithScalesOf(activations.Operators.GetValueOrDefault(index, step), plan.RuleOf(step.Outputs[0])));
        return (source with { Operators = [.. operators] }).WithTensors(ActivationParameters.Choose(plan, activations, parameters).ToDictionary(
            chosen => chosen.Key,
            chosen => ConstantActivation.Encode(source.Tensors[chosen.Key], plan.RuleOf(chosen.Key), chosen.Value, activations.Folding.Factors[chosen.Key])));
    }

    /// <summary>Weights and biases without statistics.</summary>
    private static RequantizedModel ConvertWeights(ConversionPlan plan, QuantizedGraph target, ActivationFolding folding, RequantizationOptions options, ParallelOptions parallel)
    {
        var source = plan.Graph;
        var reports = new List<LayerReport>();
        foreach (var layer in LinearLayer.Of(source))
        {
            var rule = plan.WeightRuleOf(layer.Step);
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
    private static void RequireKernels(ConversionPlan plan)
    {
        var (source, types) = (plan.Graph, new Dictionary<int, ElementType>());
        foreach (var layer in LinearLayer.Of(source))
        {
            types[layer.Weights] = plan.WeightRuleOf(layer.Step).Type;
            types[layer.Bias ?? layer.Weights] = layer.Bias is null ? types[layer.Weights] : plan.RuleOf(layer.Input).Type == ElementType.Int16 ? ElementType.Int64 : ElementType.Int32;
        }

        ElementType Type(int index, Tensor tensor) => types.TryGetValue(index, out var type) ? type : ActivationParameters.IsQuantized(tensor) ? plan.RuleOf(index).Type : tensor.Type;
        var target = source with { Tensors = [.. source.Tensors.Select((tensor, index) => tensor with { Type = Type(index, tensor) })] };
        var missing = EmulatorCoverage.Missing(target);
        Require(missing.Count == 0, $"{plan.Name} cannot hold the model: there is no kernel for {string.Join("; ", missing)}.");
    }

    private static void Require(bool condition, string message, MrqPlace? place = null)
    {
        if (!condition)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, message, place);
        }
    }
}
