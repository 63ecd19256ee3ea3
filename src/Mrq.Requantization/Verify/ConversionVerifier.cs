using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Emulator;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Judges a converted graph before anything is measured or delivered. It knows operators from TFLite's quantization specification and its kernels, and
/// shares no code with the passes, so that a fault in what these believe is found here.
/// </summary>
public static class ConversionVerifier
{
    /// <summary>Violations that a message lists; a fault of one kind repeats itself.</summary>
    private const int MostListed = 8;

    private static readonly Func<Conversion, IEnumerable<Violation>>[] Checks =
    [
        ScaleCheck.Of, OverrideCheck.Of, IslandCheck.Of, RuleCheck.Of, TieCheck.Of, FixedOutputCheck.Of, ConstantCheck.Of, BiasCheck.Of, OwnScaleCheck.Of, ShiftCheck.Of, SharedConstantCheck.Of, WeightCheck.Of, FoldingCheck.Of, ClampCheck.Of, TableCheck.Of, InterfaceCheck.Of, UntouchedCheck.Of,
    ];

    /// <param name="source">The graph that was converted: tensors and operators of the target have its indices.</param>
    /// <param name="target">The converted graph.</param>
    /// <param name="folded">Activations that stand for something else than the source's.</param>
    /// <param name="rules">What the target demands.</param>
    /// <param name="isCorrected">Whether calibration samples corrected weights and biases.</param>
    /// <param name="graphs">What is compiled already.</param>
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.BrokenConversion"/> with all that is wrong; <see cref="MrqCodes.OperatorNotEmulated"/> or
    /// <see cref="MrqCodes.InvalidOperator"/> where the scheme's arithmetic has no kernel for a step.
    /// </exception>
    public static void Require(QuantizedGraph source, QuantizedGraph target, IReadOnlyDictionary<int, FoldedActivation> folded, ConversionRules rules, bool isCorrected, CompiledGraphs? graphs = null)
    {
        RequireNone(rules.Name, Violations(new Conversion(source, target, folded, rules) { IsCorrected = isCorrected }));
        _ = (graphs ?? new CompiledGraphs()).Of(target, rules.Arithmetic);
    }

    /// <summary>The same of the integers that a file is to hold.</summary>
    /// <param name="converted">The converted graph.</param>
    /// <param name="stored">What is written of it.</param>
    /// <param name="scheme">What the target demands.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BrokenConversion"/> with all that is wrong.</exception>
    public static void RequireStored(QuantizedGraph converted, QuantizedGraph stored, QuantizationScheme scheme) => RequireNone(scheme.Name, [.. StorageCheck.Of(converted, stored, scheme)]);

    private static void RequireNone(string name, IReadOnlyList<Violation> violations)
    {
        if (violations.Count > 0)
        {
            var more = violations.Count > MostListed ? string.Create(CultureInfo.InvariantCulture, $" and {violations.Count - MostListed} more") : "";
            throw new MrqException(
                MrqCodes.BrokenConversion,
                $"the model converted to {name} breaks a rule and is not delivered; please report it: {string.Join(" ", violations.Take(MostListed))}{more}");
        }
    }

    /// <summary>The sentences about a graph that no conversion made: what can be told of scales and values alone, for rules that no tensor obeys or breaks by itself.</summary>
    public static IEnumerable<string> Sentences(QuantizedGraph graph, SchemeAssignment schemes) =>
        OwnScaleCheck.Of(graph, step => schemes[step]).Concat(ShiftCheck.Of(graph, step => schemes[step])).Select(violation => violation.ToString());

    /// <summary>All that is wrong, without the kernels. Where the graphs do not even correspond, nothing else can be compared.</summary>
    internal static IReadOnlyList<Violation> Violations(Conversion conversion)
    {
        var structure = StructureCheck.Of(conversion).ToList();
        return structure.Count > 0 ? structure : [.. Checks.SelectMany(check => check(conversion))];
    }
}
