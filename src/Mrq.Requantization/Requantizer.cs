using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;
using Mrq.Requantization.Verify;

namespace Mrq.Requantization;

/// <summary>
/// Takes a quantized graph to a scheme: <see cref="ConversionPasses"/> over the plan, then layer by layer weights and biases, with the
/// calibration samples running alongside where there are some, and an independent judgement at the end.
/// </summary>
public static class Requantizer
{
    /// <param name="source">A quantized graph.</param>
    /// <param name="native">The arithmetic that the source means: what its own runtime computes.</param>
    /// <param name="schemes">The target: one scheme for all, or one for each operator.</param>
    /// <param name="calibration">Samples; null to leave out all passes that need statistics.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the number of threads.</param>
    /// <param name="options">Passes to leave out, and how far to trust the samples.</param>
    /// <param name="progress">One line for each sample and each layer.</param>
    /// <param name="graphs">Gets what was compiled: source and result, and what is between them.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> where the scheme cannot hold the graph; <see cref="MrqCodes.BrokenConversion"/> where the result breaks a rule.</exception>
    public static RequantizedModel Convert(QuantizedGraph source, Arithmetic native, SchemeAssignment schemes, ICalibrationSamples? calibration, ParallelOptions parallel, RequantizationOptions? options = null, IProgress<RequantizationProgress>? progress = null, CompiledGraphs? graphs = null)
    {
        graphs ??= new CompiledGraphs();
        options ??= RequantizationOptions.Default;
        var (plan, kept) = Planned(source, native, schemes, graphs);
        calibration = calibration is { Count: > 0 } ? calibration : null;
        var (context, watches) = (new ConversionContext(options, parallel, graphs) { Progress = progress }, new Stopwatches());
        var state = ConversionPasses.Run(new PlanState(plan, calibration) { Warnings = kept.Warnings }, context, watches);
        (plan, var activations, var target) = (state.Plan, state.Activations!, state.Target!);
        ScaleChecks.RequireOfTarget(target);

        // With samples every layer is rounded anew, so that no scale is worth searching yet.
        var preliminary = calibration is null ? context : context with { Options = options with { Without = options.Without.Add(PassNames.WeightScaleSearch) } };
        var converted = ConvertLayers(plan, target, activations.Folding, preliminary, watches);
        converted = calibration is null ? converted : new CalibratedRounding(plan, activations.Folding, context, watches).Run(converted, calibration);
        ScaleChecks.RequireOfTarget(converted.Graph);
        converted = converted with { Folded = activations.Folding.Folded(plan.Graph), Warnings = state.Warnings };
        watches.Time(PassNames.Verify, () => Verified(plan, converted, source, schemes, calibration is not null, graphs));
        return converted with { Times = watches.Times };
    }

    /// <summary>What a conversion refuses before it looks at a value: rules alone decide it.</summary>
    /// <param name="source">A quantized graph.</param>
    /// <param name="native">The arithmetic that the source means.</param>
    /// <param name="schemes">The target.</param>
    /// <param name="graphs">Gets what was compiled.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> where the scheme cannot hold the graph.</exception>
    public static void Require(QuantizedGraph source, Arithmetic native, SchemeAssignment schemes, CompiledGraphs graphs) => _ = Planned(source, native, schemes, graphs);

    private static (ConversionPlan Plan, KeptOperators Kept) Planned(QuantizedGraph source, Arithmetic native, SchemeAssignment schemes, CompiledGraphs graphs)
    {
        schemes = schemes.On(source);
        (source, var steps) = KnownValues.Fold(source);
        source = WeightedProducts.AsLayers(source);
        SourceChecks.Require(source, native, graphs);
        RequireConvertible(source);
        (source, schemes) = FloatIslands.Of(source, schemes.Of(steps));
        var kept = KeptOperators.Of(source, schemes);
        var plan = ConversionPlan.Of(source, kept.Assignment, native);
        RequireKernels(plan);
        return (plan, kept);
    }

    private static RequantizedModel Verified(ConversionPlan plan, RequantizedModel converted, QuantizedGraph source, SchemeAssignment schemes, bool isCorrected, CompiledGraphs graphs)
    {
        var rules = new ConversionRules(plan.Name, plan.RuleOf, plan.WeightRuleOf, plan.SchemeOf, plan.Arithmetic) { Asked = schemes.ByOperator.IsEmpty ? (source, schemes.Default) : null };
        ConversionVerifier.Require(plan.Graph, converted.Graph, converted.Folded, rules, isCorrected, graphs);
        return converted;
    }

    /// <summary>Weights and biases without statistics.</summary>
    private static RequantizedModel ConvertLayers(ConversionPlan plan, QuantizedGraph target, ActivationFolding folding, ConversionContext context, Stopwatches watches)
    {
        var (conversion, reports) = (new LayerConversion(plan, folding, context, watches), new List<LayerReport>());
        foreach (var layer in LinearLayer.Of(plan.Graph))
        {
            var (constants, report) = conversion.Run(target, layer, inputs: null);
            target = target.WithTensors(constants);
            reports.Add(report);
        }

        return new RequantizedModel(plan.Graph, target, [.. reports]) { Arithmetic = plan.Arithmetic };
    }

    private static void RequireConvertible(QuantizedGraph source)
    {
        var unknown = source.Operators.Where(step => !OperatorRules.IsConvertible(source, step)).Select(step => step.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        Require(unknown.Count == 0, $"conversion does not know {string.Join(", ", unknown)} yet.");
        foreach (var layer in LinearLayer.Of(source))
        {
            var place = new MrqPlace(Operator: source.Describe(layer.Step));
            var broken = LayerChecks.Broken(source, layer);
            Require(broken is null, broken ?? "", place);
        }
    }

    /// <summary>An operator for which the target's types have no kernel, such as a PRELU on what becomes int16.</summary>
    private static void RequireKernels(ConversionPlan plan)
    {
        var missing = EmulatorCoverage.Missing(TargetTypes.Of(plan));
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
