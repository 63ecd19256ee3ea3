using System.Collections.Immutable;

namespace Mrq.Core.Graph;

/// <summary>
/// One step of the graph. Each operator that Mrq.Build understands is a sealed record under <c>Operators/</c> with its
/// attributes named as in TFLite's schema, and says what it means; everything else is an <see cref="OpaqueOperator"/>.
/// </summary>
public abstract record Operator
{
    /// <summary>The operator's name in its specification: "CONV_2D".</summary>
    public abstract string Name { get; }

    /// <summary>What it means for the quantization around it.</summary>
    public virtual OperatorTraits Traits => OperatorTraits.Default;

    /// <summary>Tensor indices; −1 for an optional input that is absent.</summary>
    public required ImmutableArray<int> Inputs { get; init; }

    public required ImmutableArray<int> Outputs { get; init; }

    /// <summary>Tensors that only carry the quantization of values inside the operator (TFLite's <c>intermediates</c>).</summary>
    public ImmutableArray<int> Intermediates { get; init; } = [];

    /// <summary>Version of the operator in its format's numbering.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Index in the source file's list; a writer starts from that operator. Null for an operator that a pass added.</summary>
    public int? SourceIndex { get; init; }

    /// <summary>The graphs of the model that it runs, by their numbers.</summary>
    public virtual IReadOnlyList<int> Callees => [];

    /// <summary>The tensor in a place of the inputs; null where the list is shorter, or the optional input absent.</summary>
    public int? InputAt(int place) => place < Inputs.Length && Inputs[place] >= 0 ? Inputs[place] : null;

    /// <summary>The tensor in the first place of a role; null where the operator has none.</summary>
    public int? InputOf(InputRole role) => Traits.PlaceOf(role) is { } place ? InputAt(place) : null;
}
