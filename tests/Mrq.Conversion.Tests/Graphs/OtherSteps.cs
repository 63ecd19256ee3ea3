using System.Runtime.InteropServices;
using Mrq.Conversion.Tests.Trials;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>Operators without weights.</summary>
internal sealed class OtherSteps(GraphBuilder builder)
{
    public Node Elementwise(Node one, Node other, StepRecipe step)
    {
        if (!Broadcasts(one, other))
        {
            other = one;
        }

        if (step.Kind == StepKind.Mul)
        {
            return Fused(new Mul { Inputs = [one.Tensor, other.Tensor], Outputs = [], FusedActivationFunction = Ranges.Fused(builder, step.Range) }, one, step.Range, 0, Math.Max(1e-3, (Math.Abs(one.Mean) + (3 * one.Deviation)) * (Math.Abs(other.Mean) + (3 * other.Deviation)) / 6));
        }

        var (mean, deviation) = (step.Kind == StepKind.Sub ? one.Mean - other.Mean : one.Mean + other.Mean, Math.Max(1e-3, Math.Sqrt((one.Deviation * one.Deviation) + (other.Deviation * other.Deviation))));
        return step.Kind == StepKind.Sub
            ? Fused(new Sub { Inputs = [one.Tensor, other.Tensor], Outputs = [], FusedActivationFunction = Ranges.Fused(builder, step.Range), PotScaleInt16 = false }, one, step.Range, mean, deviation)
            : Fused(new Add { Inputs = [one.Tensor, other.Tensor], Outputs = [], FusedActivationFunction = Ranges.Fused(builder, step.Range), PotScaleInt16 = false }, one, step.Range, mean, deviation);
    }

    /// <summary>A constant for each channel is added.</summary>
    public Node AddConstant(Node input, StepRecipe step)
    {
        var size = Math.Max(1e-3, input.Size);
        var grid = builder.Grid(-2 * size, 2 * size);
        var values = Enumerable.Range(0, input.Channels).Select(_ => 0.5 * size * builder.Normal()).ToArray();
        var data = new byte[input.Channels * (builder.Type.BitWidth() / 8)];
        var tensor = new Tensor { Name = "constant", Type = builder.Type, Shape = new TensorShape(1, 1, 1, input.Channels), Quantization = grid, Data = data };
        RealValues.Encode(values, tensor, data);
        return Fused(new Add { Inputs = [input.Tensor, builder.Add(tensor)], Outputs = [], FusedActivationFunction = Ranges.Fused(builder, step.Range), PotScaleInt16 = false }, input, step.Range, input.Mean, Math.Max(1e-3, 1.2 * input.Deviation));
    }

    public Node Concatenation(Node one, Node other, StepRecipe step)
    {
        if ((one.Height, one.Width) != (other.Height, other.Width))
        {
            other = one;
        }

        // uint8 brings its inputs to the output's grid; the other types need them there.
        var wide = builder.Grid(
            Math.Min(one.Mean - (6 * one.Deviation), other.Mean - (6 * other.Deviation)),
            Math.Max(one.Mean + (6 * one.Deviation), other.Mean + (6 * other.Deviation)));
        var grid = step.Range == OutputRange.Whole ? wide : builder.QuantizationOf(one);
        if (builder.Type != ElementType.UInt8)
        {
            (one, other) = (Requantized(one, grid), Requantized(other, grid));
        }

        return builder.Append(
            new Concatenation { Inputs = [one.Tensor, other.Tensor], Outputs = [], Axis = step.Variant % 2 == 0 ? 3 : -1 },
            one.Height, one.Width, one.Channels + other.Channels, grid, (one.Mean + other.Mean) / 2, (one.Deviation + other.Deviation) / 2);
    }

    public Node Maximum(Node one, Node other, StepRecipe step)
    {
        if ((one.Height, one.Width, one.Channels) != (other.Height, other.Width, other.Channels))
        {
            other = one;
        }

        other = Requantized(other, builder.QuantizationOf(one));
        return builder.Append(
            step.Variant % 2 == 0 ? new Maximum { Inputs = [one.Tensor, other.Tensor], Outputs = [] } : new Minimum { Inputs = [one.Tensor, other.Tensor], Outputs = [] },
            one.Height, one.Width, one.Channels, builder.QuantizationOf(one), one.Mean, one.Deviation);
    }

    public Node Pool(Node input, StepRecipe step)
    {
        if (input.Height < 2 || input.Width < 2)
        {
            return input;
        }

        var isSame = step.Variant % 2 == 0;
        int Size(int size) => isSame ? (size + 1) / 2 : ((size - 2) / 2) + 1;
        var padding = isSame ? Padding.Same : Padding.Valid;
        var activation = step.Range == OutputRange.ReluInWideRange ? ActivationFunctionType.Relu : ActivationFunctionType.None;
        return builder.Append(
            step.Kind == StepKind.MaxPool
                ? new MaxPool2D { Inputs = [input.Tensor], Outputs = [], Padding = padding, FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2, FusedActivationFunction = activation }
                : new AveragePool2D { Inputs = [input.Tensor], Outputs = [], Padding = padding, FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2, FusedActivationFunction = activation },
            Size(input.Height), Size(input.Width), input.Channels, builder.QuantizationOf(input), input.Mean, step.Kind == StepKind.MaxPool ? input.Deviation : input.Deviation / 2);
    }

    public Node Mean(Node input, StepRecipe step)
    {
        var deviation = Math.Max(1e-3, input.Deviation / Math.Sqrt(input.Height * input.Width));
        var grid = step.Variant % 2 == 0 ? builder.QuantizationOf(input) : builder.Grid(input.Mean - (6 * deviation), input.Mean + (6 * deviation));
        return builder.Append(new Mean { Inputs = [input.Tensor, builder.Integers(1, 2)], Outputs = [], KeepDims = true }, 1, 1, input.Channels, grid, input.Mean, deviation);
    }

    /// <summary>Moves integers: in another shape, in a frame, without a border, larger.</summary>
    public Node Moved(Node input, StepRecipe step)
    {
        var (height, width, channels) = (input.Height, input.Width, input.Channels);
        var (operation, size) = step.Kind switch
        {
            StepKind.Reshape => ((Operator)new Reshape { Inputs = [input.Tensor, builder.Integers(1, width, height, channels)], Outputs = [] }, (width, height)),
            StepKind.Transpose => (new Transpose { Inputs = [input.Tensor, builder.Integers(0, 2, 1, 3)], Outputs = [] }, (width, height)),
            StepKind.Pad => (new Pad { Inputs = [input.Tensor, Frame()], Outputs = [] }, (height + 2, width + 1)),
            StepKind.Slice => (new Slice { Inputs = [input.Tensor, builder.Integers(0, 0, 0, 0), builder.Integers(1, Math.Max(1, height - 1), width, channels)], Outputs = [] }, (Math.Max(1, height - 1), width)),
            StepKind.ResizeNearest => (new ResizeNearestNeighbor { Inputs = [input.Tensor, builder.Integers(2 * height, 2 * width)], Outputs = [] }, (2 * height, 2 * width)),
            _ => (new ResizeBilinear { Inputs = [input.Tensor, builder.Integers(2 * height, 2 * width)], Outputs = [], HalfPixelCenters = step.Variant % 2 == 1 }, (2 * height, 2 * width)),
        };
        return size.Item1 > 12 || size.Item2 > 12 ? input : builder.Append(operation, size.Item1, size.Item2, channels, builder.QuantizationOf(input), input.Mean, input.Deviation);
    }

    public Node Requantized(Node input, QuantizationParameters grid) => builder.QuantizationOf(input).Equals(grid)
        ? input
        : builder.Append(new Quantize { Inputs = [input.Tensor], Outputs = [] }, input.Height, input.Width, input.Channels, grid, input.Mean, input.Deviation);

    /// <summary>QUANTIZE and the activations that stand alone, with a grid of their own.</summary>
    public Node Unary(Node input, StepRecipe step)
    {
        var deviation = Math.Max(1e-3, input.Deviation);
        var whole = builder.Grid(input.Mean - (6 * deviation), input.Mean + (6 * deviation));
        var positive = builder.Grid(0, Math.Max(deviation, input.Mean + (6 * deviation)));
        var (relued, left) = Ranges.Left(OutputRange.Relu, input.Mean, deviation);
        return step.Kind switch
        {
            StepKind.Quantize => Requantized(input, Ranges.Grid(builder, step.Range is OutputRange.Tight or OutputRange.Skewed or OutputRange.Relu ? step.Range : OutputRange.Whole, input.Mean, deviation)),
            StepKind.Relu => Same(new Relu { Inputs = [input.Tensor], Outputs = [] }, input, step.Variant % 2 == 0 ? positive : builder.QuantizationOf(input), relued, left),
            StepKind.Relu6 => Same(new Relu6 { Inputs = [input.Tensor], Outputs = [] }, input, builder.Grid(0, 6), Math.Min(relued, 3), Math.Min(left, 3)),
            _ => Same(new LeakyRelu { Inputs = [input.Tensor], Outputs = [], Alpha = 0.125f }, input, step.Range == OutputRange.Skewed ? positive : whole, relued, left),
        };
    }

    /// <summary>Operators whose output has one grid whatever they get.</summary>
    public Node Fixed(Node input, StepRecipe step)
    {
        var unit = builder.Type switch { ElementType.Int16 => new QuantizationParameters(1 / 32768f), ElementType.UInt8 => new QuantizationParameters(1 / 256f), _ => new QuantizationParameters(1 / 256f, -128) };
        var symmetric = builder.Type switch { ElementType.Int16 => new QuantizationParameters(1 / 32768f), ElementType.UInt8 => new QuantizationParameters(1 / 128f, 128), _ => new QuantizationParameters(1 / 128f) };
        return step.Kind switch
        {
            StepKind.Logistic => Same(new Logistic { Inputs = [input.Tensor], Outputs = [] }, input, unit, 0.5, 0.3),
            StepKind.Tanh => Same(new Tanh { Inputs = [input.Tensor], Outputs = [] }, input, symmetric, 0, 0.6),
            _ => Same(new Softmax { Inputs = [input.Tensor], Outputs = [] }, input, unit, 1.0 / input.Channels, 0.2),
        };
    }

    /// <summary>The matrices of an image times themselves, transposed: both operands are computed.</summary>
    public Node MatMul(Node input)
    {
        if (builder.Type == ElementType.UInt8)
        {
            return input;
        }

        var deviation = Math.Max(1e-3, Math.Sqrt(input.Channels) * input.Size * input.Size);
        return builder.Append(
            new BatchMatMul { Inputs = [input.Tensor, input.Tensor], Outputs = [], AdjY = true }, input.Height, input.Width, input.Width, builder.Grid(-4 * deviation, 6 * deviation), 0.3 * deviation, deviation);
    }

    public Node SquaredDifference(Node one, Node other)
    {
        if (builder.Type == ElementType.UInt8)
        {
            return one;
        }

        other = Broadcasts(one, other) ? other : one;
        var square = Math.Max(1e-3, ((one.Deviation + other.Deviation) * (one.Deviation + other.Deviation)) + ((one.Mean - other.Mean) * (one.Mean - other.Mean)));
        return Same(new SquaredDifference { Inputs = [one.Tensor, other.Tensor], Outputs = [] }, one, builder.Grid(0, 6 * square), square, square);
    }

    public Node ReduceMax(Node input) => builder.Append(
        new ReduceMax { Inputs = [input.Tensor, builder.Integers(1, 2)], Outputs = [], KeepDims = true }, 1, 1, input.Channels, builder.QuantizationOf(input), input.Mean + input.Deviation, input.Deviation / 2);

    /// <summary>Functions that some types have no kernel for.</summary>
    public Node Function(Node input, StepKind kind)
    {
        var deviation = Math.Max(1e-3, input.Deviation);
        var (low, high) = (input.Mean - (6 * deviation), input.Mean + (6 * deviation));
        var quantization = builder.QuantizationOf(input);
        return (kind, builder.Type) switch
        {
            (StepKind.Abs, ElementType.Int8 or ElementType.Int16) => Same(new Abs { Inputs = [input.Tensor], Outputs = [] }, input, builder.Grid(0, Math.Max(-low, high)), Math.Abs(input.Mean) + (0.8 * deviation), 0.6 * deviation),
            (StepKind.Gelu, _) => Same(new Gelu { Inputs = [input.Tensor], Outputs = [] }, input, builder.Grid(-0.2, Math.Max(0.2, high)), Math.Max(0, input.Mean), deviation),
            (StepKind.HardSwish, ElementType.UInt8 or ElementType.Int8) => Same(new HardSwish { Inputs = [input.Tensor], Outputs = [] }, input, builder.Grid(-0.375, Math.Max(0.375, high)), Math.Max(0, input.Mean / 2), deviation),
            (StepKind.Neg, ElementType.Int8) when quantization.ZeroPoint > sbyte.MinValue => Same(new Neg { Inputs = [input.Tensor], Outputs = [] }, input, new QuantizationParameters(quantization.Scale, -quantization.ZeroPoint), -input.Mean, deviation),
            (StepKind.Neg, ElementType.Int16) => Same(new Neg { Inputs = [input.Tensor], Outputs = [] }, input, quantization, -input.Mean, deviation),
            _ => input,
        };
    }

    private static bool Broadcasts(Node one, Node other) =>
        (other.Height, other.Width, other.Channels) == (one.Height, one.Width, one.Channels) || (other.Height, other.Width, other.Channels) == (1, 1, one.Channels);

    private int Frame() => builder.Add(new Tensor
    {
        Name = "frame",
        Type = ElementType.Int32,
        Shape = new TensorShape(4, 2),
        Data = MemoryMarshal.AsBytes<int>([0, 0, 1, 1, 0, 1, 0, 0]).ToArray(),
    });

    private Node Fused(Operator operation, Node shape, OutputRange range, double mean, double deviation)
    {
        var (left, spread) = Ranges.Left(range, mean, deviation);
        return Same(operation, shape, Ranges.Grid(builder, range, mean, deviation), left, spread);
    }

    private Node Same(Operator operation, Node shape, QuantizationParameters grid, double mean, double deviation) =>
        builder.Append(operation, shape.Height, shape.Width, shape.Channels, grid, mean, deviation);
}
