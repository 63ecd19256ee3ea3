using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Requantization.Passes;

namespace Mrq.Requantization;

/// <summary>The passes of a conversion by name, as the literature calls them; what each does is documented where it stands.</summary>
public static class PassNames
{
    /// <summary>Weights keep the source's grid where the scheme can hold it.</summary>
    public const string GridPreservation = "grid-preservation";

    /// <summary>Zero points of activations into the biases around them, for targets without zero points.</summary>
    public const string ZeroPointFolding = "zero-point-folding";

    /// <summary>Factors for groups of activations that turn scales into powers of two.</summary>
    public const string ScaleFolding = "scale-folding";

    /// <summary>Factors for single channels, from a source per channel to a target per tensor; real calibration data only.</summary>
    public const string CrossLayerEqualization = "cross-layer-equalization";

    /// <summary>Activation scales that saturate what is rare; an input's saturate one level at most.</summary>
    public const string RangeCalibration = "range-calibration";

    /// <summary>Weight scales by the error of the layer's output.</summary>
    public const string WeightScaleSearch = "weight-scale-search";

    /// <summary>Least-squares weights for what the target's activations have become: MRQ's weight correction.</summary>
    public const string WeightCorrection = "weight-correction";

    /// <summary>Rounding that hands each error on to the weights not yet rounded.</summary>
    public const string GptqRounding = "gptq-rounding";

    /// <summary>Mean rounding errors into biases: MRQ's rounding error folding.</summary>
    public const string RoundingErrorFolding = "rounding-error-folding";

    internal const string Regularization = "regularization";
    internal const string Statistics = "statistics";
    internal const string ActivationScales = "activation-scales";
    internal const string SaturatedEnds = "saturated-ends";
    internal const string Moments = "moments";
    internal const string WeightScales = "weight-scales";
    internal const string Rounding = "rounding";
    internal const string ShiftLimits = "shift-limits";
    internal const string BiasScale = "bias-scale";
    internal const string Emulation = "emulation";
    internal const string Verify = "verify";

    /// <summary>Those that can be left out, in the order of the pipeline.</summary>
    public static ImmutableArray<string> All { get; } = [.. ConversionPasses.Optional];

    /// <summary>
    /// The passes that a choice leaves out, in the order of the pipeline. Names alone are the passes that run; names with a '-' in front
    /// are those that do not. An empty choice leaves out none.
    /// </summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for an unknown name, or for names of both kinds.</exception>
    public static ImmutableArray<string> LeftOutBy(IReadOnlyCollection<string> choice)
    {
        var excluded = choice.Where(name => name.StartsWith('-')).ToList();
        if (excluded.Count > 0 && excluded.Count < choice.Count)
        {
            throw new MrqException(MrqCodes.BadOption, $"'{string.Join(';', choice)}' names passes to run and, with '-', passes to leave out; name only the ones or only the others.");
        }

        var named = Parse(choice.Select(name => name.TrimStart('-')));
        return [.. All.Where(pass => choice.Count > 0 && named.Contains(pass) == excluded.Count > 0)];
    }

    /// <summary>A set of names, checked.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a name that is none of these.</exception>
    public static ImmutableHashSet<string> Parse(IEnumerable<string> names)
    {
        var result = ImmutableHashSet.CreateBuilder<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (!All.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new MrqException(MrqCodes.BadOption, $"there is no pass '{name}'; use one of {string.Join(", ", All)}.");
            }

            result.Add(name);
        }

        return result.ToImmutable();
    }
}
