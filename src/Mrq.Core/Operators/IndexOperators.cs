using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Slices of input 0, each at the coordinates in a row of input 1.</summary>
public sealed record GatherND : Operator
{
    public override string Name => "GATHER_ND";

    public override OperatorTraits Traits => OperatorTraits.Filled;
}

/// <summary>Zeros of the shape in input 2, to which the slices of input 1 are added at the coordinates in the rows of input 0.</summary>
public sealed record ScatterND : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Numeric with { Inputs = [InputRole.Parameter, InputRole.Data, InputRole.Parameter] };

    public override string Name => "SCATTER_ND";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>The largest elements of each row, as many as input 1 says and the largest first, and where they were.</summary>
public sealed record TopKV2 : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Compared with { Inputs = [InputRole.Data, InputRole.Parameter], CarriesValues = true };

    public override string Name => "TOPK_V2";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>For each index in input 0 as many elements as input 1 says: input 2 at the index, input 3 elsewhere.</summary>
public sealed record OneHot : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Compared with { Inputs = [InputRole.Parameter, InputRole.Parameter, InputRole.Data] };

    public override string Name => "ONE_HOT";

    public override OperatorTraits Traits => Meaning;

    /// <summary>Where the new dimension stands; −1 for the last.</summary>
    public int Axis { get; init; } = -1;
}

/// <summary>The scalar in input 1 in the shape of input 0.</summary>
public sealed record Fill : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Filled with { Inputs = [InputRole.Parameter, InputRole.Data] };

    public override string Name => "FILL";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>Numbers from input 0 up to before input 1, input 2 apart.</summary>
public sealed record NumberRange : Operator
{
    public override string Name => "RANGE";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}

/// <summary>Sums of all elements up to each along the axis in input 1.</summary>
public sealed record CumSum : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Numeric with { Inputs = [InputRole.Data, InputRole.Parameter] };

    public override string Name => "CUMSUM";

    public override OperatorTraits Traits => Meaning;

    /// <summary>Whether an element's sum leaves the element out.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether sums go from the end.</summary>
    public bool Reverse { get; init; }
}

/// <summary>The number of dimensions of the input.</summary>
public sealed record Rank : Operator
{
    public override string Name => "RANK";
}

/// <summary>The shape that two shapes broadcast to.</summary>
public sealed record BroadcastArgs : Operator
{
    public override string Name => "BROADCAST_ARGS";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}
