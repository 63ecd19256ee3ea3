using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The same elements under the output's shape.</summary>
public sealed record Reshape : Operator
{
    public override string Name => "RESHAPE";

    public override OperatorTraits Traits => OperatorTraits.Moved;
}

/// <summary>The input with one dimension of size 1 more, at the axis in input 1.</summary>
public sealed record ExpandDims : Operator
{
    public override string Name => "EXPAND_DIMS";

    public override OperatorTraits Traits => OperatorTraits.Moved;
}

/// <summary>The input without some of its dimensions of size 1. Which ones, the output's shape says.</summary>
public sealed record Squeeze : Operator
{
    public override string Name => "SQUEEZE";

    public override OperatorTraits Traits => OperatorTraits.Moved;
}

/// <summary>The input with its axes in the order of input 1.</summary>
public sealed record Transpose : Operator
{
    public override string Name => "TRANSPOSE";

    public override OperatorTraits Traits => OperatorTraits.Moved;
}

/// <summary>The input backwards along the axes in input 1.</summary>
public sealed record ReverseV2 : Operator
{
    public override string Name => "REVERSE_V2";

    public override OperatorTraits Traits => OperatorTraits.Moved;
}

/// <summary>The inputs one after the other along an axis.</summary>
public sealed record Concatenation : ActivatedOperator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Moved with { Inputs = [InputRole.Data], RequantizesFor = [ElementType.UInt8], RefusesActivation = true };

    public override string Name => "CONCATENATION";

    public override OperatorTraits Traits => Meaning;

    public int Axis { get; init; }
}

/// <summary>Inputs of one shape stacked along a new axis.</summary>
public sealed record Pack : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Moved with { Inputs = [InputRole.Data] };

    public override string Name => "PACK";

    public override OperatorTraits Traits => Meaning;

    public int ValuesCount { get; init; }

    public int Axis { get; init; }
}

/// <summary>The slices of the input along an axis, without that axis.</summary>
public sealed record Unpack : Operator
{
    public override string Name => "UNPACK";

    public override OperatorTraits Traits => OperatorTraits.Moved;

    public int Num { get; init; }

    public int Axis { get; init; }
}

/// <summary>Input 1 in equal parts along the axis in input 0.</summary>
public sealed record Split : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Moved with { Inputs = [InputRole.Parameter, InputRole.Data] };

    public override string Name => "SPLIT";

    public override OperatorTraits Traits => Meaning;

    public int NumSplits { get; init; }
}

/// <summary>Input 0 in parts along the axis in input 2; input 1 holds their sizes.</summary>
public sealed record SplitV : Operator
{
    public override string Name => "SPLIT_V";

    public override OperatorTraits Traits => OperatorTraits.Moved;

    public int NumSplits { get; init; }
}

/// <summary>A box out of the input: input 1 holds where it begins, input 2 its sizes.</summary>
public sealed record Slice : Operator
{
    public override string Name => "SLICE";

    public override OperatorTraits Traits => OperatorTraits.Moved;
}

/// <summary>Every stride-th element between begin and end of each axis: inputs 1 to 3. Bit i of a mask speaks of entry i.</summary>
public sealed record StridedSlice : Operator
{
    public override string Name => "STRIDED_SLICE";

    public override OperatorTraits Traits => OperatorTraits.Moved;

    public int BeginMask { get; init; }

    public int EndMask { get; init; }

    public int EllipsisMask { get; init; }

    public int NewAxisMask { get; init; }

    public int ShrinkAxisMask { get; init; }

    /// <summary>Whether the entries of end count from begin.</summary>
    public bool Offset { get; init; }
}

/// <summary>The slices of input 0 along an axis that input 1 names.</summary>
public sealed record Gather : Operator
{
    public override string Name => "GATHER";

    public override OperatorTraits Traits => OperatorTraits.Moved;

    public int Axis { get; init; }

    /// <summary>Leading dimensions that both inputs share.</summary>
    public int BatchDims { get; init; }
}

/// <summary>The input repeated along each axis as often as input 1 says.</summary>
public sealed record Tile : Operator
{
    public override string Name => "TILE";

    public override OperatorTraits Traits => OperatorTraits.Filled;
}

/// <summary>The input repeated along its dimensions of size 1 to the shape in input 1.</summary>
public sealed record BroadcastTo : Operator
{
    public override string Name => "BROADCAST_TO";

    public override OperatorTraits Traits => OperatorTraits.Filled;
}

/// <summary>The input in a frame of zeros; input 1 holds the frame's width before and after each axis.</summary>
public sealed record Pad : Operator
{
    public override string Name => "PAD";

    public override OperatorTraits Traits => OperatorTraits.Filled;
}

/// <summary>The input in a frame of one value: input 1 holds the frame's widths, input 2 the value.</summary>
public sealed record PadV2 : Operator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Filled with { Inputs = [InputRole.Data, InputRole.Parameter, InputRole.Data] };

    public override string Name => "PADV2";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>The input in a frame of its own reflection; input 1 holds the frame's widths.</summary>
public sealed record MirrorPad : Operator
{
    public override string Name => "MIRROR_PAD";

    public override OperatorTraits Traits => OperatorTraits.Filled;

    public MirrorPadMode Mode { get; init; }
}

/// <summary>Each position within the blocks of a padded image as a batch of its own: block sizes in input 1, paddings in input 2.</summary>
public sealed record SpaceToBatchND : Operator
{
    public override string Name => "SPACE_TO_BATCH_ND";

    public override OperatorTraits Traits => OperatorTraits.Filled;
}

/// <summary>Batches interleaved to one image and cropped: block sizes in input 1, crops in input 2.</summary>
public sealed record BatchToSpaceND : Operator
{
    public override string Name => "BATCH_TO_SPACE_ND";

    public override OperatorTraits Traits => OperatorTraits.Filled;
}

/// <summary>Square blocks of pixels, each as the channels of one pixel.</summary>
public sealed record SpaceToDepth : Operator
{
    public override string Name => "SPACE_TO_DEPTH";

    public override OperatorTraits Traits => OperatorTraits.Moved;

    public int BlockSize { get; init; }
}

/// <summary>The channels of each pixel as a square block of pixels.</summary>
public sealed record DepthToSpace : Operator
{
    public override string Name => "DEPTH_TO_SPACE";

    public override OperatorTraits Traits => OperatorTraits.Moved;

    public int BlockSize { get; init; }
}
