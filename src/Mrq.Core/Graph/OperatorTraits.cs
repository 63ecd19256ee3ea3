using System.Collections.Immutable;

namespace Mrq.Core.Graph;

/// <summary>
/// What an operator means for the scales and zero points around it, apart from how it is computed. It stands beside the operator's record and
/// nowhere else. Source of ties and fixed outputs: LiteRT <c>g3doc/performance/quantization_spec.md</c>.
/// </summary>
public sealed record OperatorTraits
{
    /// <summary>One input of data; the operator's own function decides everything.</summary>
    public static readonly OperatorTraits Default = new();

    /// <summary>Data, and integers that say what to do with it.</summary>
    public static readonly OperatorTraits Parameterized = new() { Inputs = [InputRole.Data, InputRole.Parameter] };

    /// <summary>A factor on the data comes out as the same factor on the output.</summary>
    public static readonly OperatorTraits Homogeneous = new() { IsHomogeneous = true };

    /// <summary>Integers change their place, whatever they mean.</summary>
    public static readonly OperatorTraits Moved = Parameterized with { MovesIntegers = true, IsHomogeneous = true, IgnoresZeroPoint = true, CarriesValues = true };

    /// <summary>Integers change their place, are repeated or interpolated, and zeros may come between them.</summary>
    public static readonly OperatorTraits Filled = Moved with { IgnoresZeroPoint = false };

    /// <summary>Integers are compared with their like.</summary>
    public static readonly OperatorTraits Compared = Homogeneous with { MovesIntegers = true };

    /// <summary>The same along axes that the second input lists.</summary>
    public static readonly OperatorTraits Reduced = Compared with { Inputs = [InputRole.Data, InputRole.Parameter], CarriesValues = true };

    /// <summary>Integers of the inputs behind the first are taken where the first says so.</summary>
    public static readonly OperatorTraits Chosen = Compared with { Inputs = [InputRole.Parameter, InputRole.Data] };

    /// <summary>Computes on the stored integers as numbers of their own, whatever scale they have.</summary>
    public static readonly OperatorTraits Numeric = new() { TakesIntegersAsNumbers = true };

    /// <summary>What the inputs are, by their places; the last holds for all that follow.</summary>
    public ImmutableArray<InputRole> Inputs { get; init; } = [InputRole.Data];

    /// <summary>
    /// The dimension of the weights that counts output channels: the operator is a linear layer, into which factors and zero points of its
    /// surroundings can move. Null for every other operator.
    /// </summary>
    public int? ChannelAxis { get; init; }

    public bool IsLinear => ChannelAxis is not null;

    /// <summary>
    /// Whether it moves, averages or compares integers, whatever these mean: in real numbers, too, where inputs and outputs have one scale and
    /// zero point.
    /// </summary>
    public bool MovesIntegers { get; init; }

    /// <summary>Types of activations for which an operator that moves integers brings each input to its output's scale itself.</summary>
    public ImmutableArray<ElementType> RequantizesFor { get; init; } = [];

    /// <summary>Whether it computes on integers as numbers of their own: another scale or zero point would make them others, so that they keep theirs.</summary>
    public bool TakesIntegersAsNumbers { get; init; }

    /// <summary>Whether conversion leaves its weights, its memory and what it computes with inside as they are, and so what it reads and writes.</summary>
    public bool KeepsParameters { get; init; }

    /// <summary>Whether its quantized inputs and outputs stay what they are in every target.</summary>
    public bool KeepsQuantization => TakesIntegersAsNumbers || KeepsParameters;

    /// <summary>Whether the same zero point on all inputs comes out on the outputs, whatever it is: nothing is filled with zeros.</summary>
    public bool IgnoresZeroPoint { get; init; }

    /// <summary>Whether f(c·x) = c·f(x) for c &gt; 0 over all data inputs at once.</summary>
    public bool IsHomogeneous { get; init; }

    /// <summary>Whether the outputs hold the real values of the data themselves, moved, repeated, averaged or of another type, and so keep to their range.</summary>
    public bool CarriesValues { get; init; }

    /// <summary>Whether TFLite's kernels refuse an activation that is fused into it, although the file can say one.</summary>
    public bool RefusesActivation { get; init; }

    /// <summary>The parameters that its output has whatever the scheme says, by the type of the activations.</summary>
    public ImmutableDictionary<ElementType, QuantizationParameters> FixedOutput { get; init; } = ImmutableDictionary<ElementType, QuantizationParameters>.Empty;

    /// <summary>Whether inputs and outputs must have one scale and zero point where the activations are of a type.</summary>
    public bool SharesScale(ElementType type) => MovesIntegers && !RequantizesFor.Contains(type);

    /// <summary>What the input at a place is.</summary>
    public InputRole RoleAt(int place) => Inputs[Math.Min(place, Inputs.Length - 1)];

    /// <summary>The place of the first input of a role; null where there is none.</summary>
    public int? PlaceOf(InputRole role) => Inputs.IndexOf(role) is >= 0 and var place ? place : null;
}

/// <summary>What an operator's input is to it.</summary>
public enum InputRole
{
    /// <summary>Values that the operator computes from, activations or constants in their place.</summary>
    Data,

    /// <summary>Constants that are multiplied with data.</summary>
    Weights,

    /// <summary>Constants that are added to what data and weights make.</summary>
    Bias,

    /// <summary>A shape, an axis, indices or widths: integers that mean themselves.</summary>
    Parameter,

    /// <summary>A variable that keeps its values from run to run.</summary>
    State,
}
