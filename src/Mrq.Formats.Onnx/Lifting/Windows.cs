using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>One axis of what a node says of its windows.</summary>
internal readonly record struct WindowSide(int Input, int Kernel, int Stride, int Dilation, int Before, int After, bool CeilMode)
{
    private long Extent => ((Kernel - 1L) * Dilation) + 1;

    /// <summary>Of ceil mode's positions the last one that begins behind the image and its padding before it is none.</summary>
    public int Output
    {
        get
        {
            var room = (long)Input + Before + After - Extent;
            var positions = room < 0 ? 0 : ((CeilMode ? room + Stride - 1 : room) / Stride) + 1;
            positions -= CeilMode && positions > 1 && (positions - 1) * Stride >= (long)Input + Before ? 1 : 0;
            return (int)Math.Min(positions, int.MaxValue);
        }
    }

    /// <summary>Whether the pads are those of TFLite's SAME: as many positions as strides begin, the odd cell behind.</summary>
    public bool IsSame
    {
        get
        {
            var positions = ((long)Input + Stride - 1) / Stride;
            var total = Math.Max(((positions - 1) * Stride) + Extent - Input, 0);
            return Output == positions && Before == total / 2 && After == total - (total / 2);
        }
    }

    public bool IsValid => Before == 0 && After == 0 && Output == (Input - Extent + Stride) / Stride;
}

/// <summary>Windows of a convolution or pooling over an image; of a row, over an image of one line.</summary>
internal sealed record Windows(int Rank, WindowSide Vertical, WindowSide Horizontal)
{
    private const int Largest = 1 << 24;

    public Padding Padding => Vertical.IsSame && Horizontal.IsSame && !(Vertical.IsValid && Horizontal.IsValid) ? Padding.Same : Padding.Valid;

    /// <summary>Null where <see cref="Padding"/> says it.</summary>
    public Margins? Pads => (Vertical.IsSame && Horizontal.IsSame) || (Vertical.IsValid && Horizontal.IsValid) ? null : new Margins(Vertical.Before, Horizontal.Before, Vertical.After, Horizontal.After);

    /// <summary>Whether one window is the whole image.</summary>
    public bool IsGlobal => IsWhole(Vertical) && IsWhole(Horizontal);

    /// <summary>The output's shape in the model's order.</summary>
    public TensorShape Output(int batches, int channels)
    {
        LiftingContext.Require(Vertical.Output > 0 && Horizontal.Output > 0, "the window is larger than the padded input");
        return Rank == 4 ? new TensorShape(batches, channels, Vertical.Output, Horizontal.Output) : new TensorShape(batches, channels, Horizontal.Output);
    }

    /// <param name="node">A Conv, AveragePool or MaxPool of either form.</param>
    /// <param name="input">Shape of its image.</param>
    /// <param name="weights">Shape of its weights; null for a pooling, which says its window itself.</param>
    public static Windows Of(OnnxNode node, TensorShape input, TensorShape? weights)
    {
        LiftingContext.Require(input.Rank is 3 or 4, $"windows slide over {input.Rank - 2} axes; one and two are mapped");
        var axes = input.Rank - 2;
        LiftingContext.Require(weights is null || weights.Value.Rank == input.Rank, "weights and input have different ranks");
        var kernel = node.Ints("kernel_shape") ?? (weights is { } given ? [.. given.Dimensions.AsSpan()[2..]] : throw new UnmappedException("a pooling has no kernel_shape"));
        LiftingContext.Require(weights is null || kernel.AsSpan().SequenceEqual(weights.Value.Dimensions.AsSpan()[2..]), "kernel_shape and weights contradict each other");
        var strides = node.Ints("strides") ?? [.. Enumerable.Repeat(1, axes)];
        var dilations = node.Ints("dilations") ?? [.. Enumerable.Repeat(1, axes)];
        var pads = node.Ints("pads") ?? new int[2 * axes];
        LiftingContext.Require(kernel.Length == axes && strides.Length == axes && dilations.Length == axes && pads.Length == 2 * axes, "kernel_shape, strides, dilations or pads have another number of axes than the input");
        LiftingContext.Require(kernel.All(IsSize) && strides.All(IsSize) && dilations.All(IsSize) && pads.All(pad => pad is >= 0 and <= Largest), "kernel_shape, strides, dilations or pads are out of range");
        var ceilMode = node.Int("ceil_mode", 0) != 0;
        var sides = new WindowSide[axes];
        for (var axis = 0; axis < axes; axis++)
        {
            var side = new WindowSide(input[axis + 2], kernel[axis], strides[axis], dilations[axis], pads[axis], pads[axes + axis], ceilMode);
            sides[axis] = node.Text("auto_pad", "NOTSET") switch
            {
                "NOTSET" or "" => side,
                "VALID" => side with { Before = 0, After = 0 },
                "SAME_UPPER" => Same(side, upper: true),
                "SAME_LOWER" => Same(side, upper: false),
                var other => throw new UnmappedException($"auto_pad is '{other}'"),
            };
        }

        return axes == 2 ? new Windows(4, sides[0], sides[1]) : new Windows(3, new WindowSide(1, 1, 1, 1, 0, 0, false), sides[0]);
    }

    private static bool IsSize(int value) => value is > 0 and <= Largest;

    private static bool IsWhole(WindowSide side) => side is { Before: 0, After: 0, Dilation: 1 } && side.Kernel == side.Input;

    private static WindowSide Same(WindowSide side, bool upper)
    {
        var positions = (side.Input + side.Stride - 1) / side.Stride;
        var total = (int)Math.Clamp(((positions - 1L) * side.Stride) + ((side.Kernel - 1L) * side.Dilation) + 1 - side.Input, 0, Largest);
        return side with { Before = upper ? total / 2 : total - (total / 2), After = upper ? total - (total / 2) : total / 2, CeilMode = false };
    }
}
