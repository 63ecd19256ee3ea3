using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Poolings of images, and means over axes.</summary>
internal static class PoolingLifter
{
    public static void AveragePool(LiftingContext context, OnnxNode node)
    {
        var ends = OperatorEnds.Of(context, node, shape => WindowsOf(node, shape).Output(shape[0], shape[1]));
        Average(context, node, ends.Input, WindowsOf(node, ends.Input.Shape), ends.Output, ends.AreReal ? OnnxComputation.Unfused : Int8Rule.OfSameTypes(context, ends.Input, ends.Output));
        ends.Close(context, node);
    }

    /// <summary>QLinearAveragePool and QLinearGlobalAveragePool: x, scale, zero point, y scale, y zero point.</summary>
    public static void QLinear(LiftingContext context, OnnxNode node)
    {
        LiftingContext.Require(node.Int("channels_last", 0) == 0, "a file that ONNX Runtime optimized has channels last");
        var input = context.Operand(node, 0, 1, 2);
        var windows = WindowsOf(node, input.Shape);
        var output = context.Result(node, 3, 4, windows.Output(input.Shape[0], input.Shape[1]));
        LiftingContext.Require(input.Parameters is { IsPerTensor: true } && output.Parameters is { IsPerTensor: true }, "channels of an activation have scales of their own");
        Average(context, node, input, windows, output, OnnxComputation.Fused);
        context.Define(node.Output(), output);
    }

    /// <summary>The largest integer is that of the largest number: integers are taken, whatever follows.</summary>
    public static void MaxPool(LiftingContext context, OnnxNode node)
    {
        LiftingContext.Require(node.Outputs.Length == 1 || node.Outputs[1].Length == 0, "a pooling tells where its values come from");
        var value = context.Input(node, 0);
        var input = value.Integers is { } known && IsMonotone(known, value.Function) ? known : value;
        LiftingContext.Require(input.Parameters?.IsPerTensor ?? input.Type == ElementType.Float32, $"a pooling of {input.Type.FieldName()}, or of channels that have scales of their own");
        var windows = WindowsOf(node, input.Shape);
        LiftingContext.Require(windows.Vertical.Dilation == 1 && windows.Horizontal.Dilation == 1, "the window of a pooling is dilated");
        var image = context.Builder.Image(input);
        MovementLifter.Emit(context, node, value, input, windows.Output(input.Shape[0], input.Shape[1]), result => new MaxPool2D
        {
            Inputs = [image],
            Outputs = [context.Builder.NewImage(result)],
            FilterHeight = windows.Vertical.Kernel,
            FilterWidth = windows.Horizontal.Kernel,
            StrideH = windows.Vertical.Stride,
            StrideW = windows.Horizontal.Stride,
            Padding = windows.Padding,
            Pads = windows.Pads,
            CeilMode = windows.Pads is not null && windows.Vertical.CeilMode | windows.Horizontal.CeilMode,
        });
    }

    /// <summary>ReduceMean and ReduceSum.</summary>
    public static void Reduction(LiftingContext context, OnnxNode node)
    {
        var source = context.Input(node, 0).Shape;
        var rank = source.Rank;
        var given = node.Ints("axes") ?? context.Ints(node, 1);
        LiftingContext.Require(given is { Length: > 0 } || node.Int("noop_with_empty_axes", 0) == 0, $"{node.Key} over no axis");
        var axes = ShapeRules.Axes(given is { Length: > 0 } ? given : [.. Enumerable.Range(0, rank)], rank) ?? throw new UnmappedException($"{node.Key} over an axis that there is not");
        var keeps = node.Int("keepdims", 1) != 0;
        var shape = new TensorShape([.. source.Dimensions.Select((dimension, axis) => axes.Contains(axis) ? 1 : dimension).Where((_, axis) => keeps || !axes.Contains(axis))]);
        var ends = OperatorEnds.Of(context, node, _ => shape);
        var (input, output) = (ends.Input, ends.Output);

        // Without its rows and columns an image is [N, C] in either order.
        var isImage = rank == 4 && input is { Image: not null, Plain: null } && (keeps || axes.Order().SequenceEqual([2, 3]));
        var values = isImage ? context.Builder.Image(input) : context.Builder.Plain(input);
        var mapped = isImage ? Array.ConvertAll(axes, axis => GraphBuilder.ImageAxis(4, axis)) : axes;
        var target = isImage && keeps ? context.Builder.NewImage(output) : context.Builder.NewPlain(output);
        var named = context.Builder.AddIntegers($"{output.Name}_axes", mapped);
        context.Builder.Emit(
            node.Type == "ReduceSum" ? new Sum { Inputs = [values, named], Outputs = [target], KeepDims = keeps } : new Mean { Inputs = [values, named], Outputs = [target], KeepDims = keeps },
            OnnxComputation.Unfused);
        ends.Close(context, node);
    }

    /// <summary>Whether a larger integer is never a smaller real value.</summary>
    public static bool IsMonotone(Value integers, Func<float, float>? function)
    {
        if (function is null)
        {
            return true;
        }

        if (integers is not { Type: ElementType.UInt8 or ElementType.Int8, Parameters.IsPerTensor: true })
        {
            return false;
        }

        var (low, high) = integers.Type.IntegerRange();
        return Enumerable.Range(low, high - low).All(integer => function(TableValues.Dequantized(integers, integer)) <= function(TableValues.Dequantized(integers, integer + 1)));
    }

    private static Windows WindowsOf(OnnxNode node, TensorShape input)
    {
        if (!node.Type.Contains("Global", StringComparison.Ordinal))
        {
            return Windows.Of(node, input, weights: null);
        }

        LiftingContext.Require(input.Rank is 3 or 4, $"windows slide over {input.Rank - 2} axes; one and two are mapped");
        WindowSide Whole(int size) => new(size, size, 1, 1, 0, 0, false);
        return input.Rank == 4 ? new Windows(4, Whole(input[2]), Whole(input[3])) : new Windows(3, Whole(1), Whole(input[2]));
    }

    /// <summary>A window that is the whole image is a mean, which ONNX Runtime computes otherwise than windows.</summary>
    private static void Average(LiftingContext context, OnnxNode node, Value input, Windows windows, Value output, OnnxComputation computation)
    {
        LiftingContext.Require(windows.Vertical.Dilation == 1 && windows.Horizontal.Dilation == 1, "the window of a pooling is dilated");
        var image = context.Builder.Image(input);
        context.Builder.Emit(
            windows.IsGlobal
                ? new Mean { Inputs = [image, context.Builder.AddIntegers($"{output.Name}_axes", 1, 2)], Outputs = [context.Builder.NewImage(output)], KeepDims = true }
                : new AveragePool2D
                {
                    Inputs = [image],
                    Outputs = [context.Builder.NewImage(output)],
                    FilterHeight = windows.Vertical.Kernel,
                    FilterWidth = windows.Horizontal.Kernel,
                    StrideH = windows.Vertical.Stride,
                    StrideW = windows.Horizontal.Stride,
                    Padding = Pads(node, windows) is null ? windows.Padding : Padding.Valid,
                    Pads = Pads(node, windows),
                    CountIncludePad = node.Int("count_include_pad", 0) != 0 && Pads(node, windows) is not null,
                    CeilMode = windows.Vertical.CeilMode | windows.Horizontal.CeilMode && Pads(node, windows) is not null,
                },
            computation);
    }

    /// <summary>SAME counts no pads, so that pads that count are said.</summary>
    private static Margins? Pads(OnnxNode node, Windows windows) => windows.Pads
        ?? (windows.Padding == Padding.Same && node.Int("count_include_pad", 0) != 0 ? new Margins(windows.Vertical.Before, windows.Horizontal.Before, windows.Vertical.After, windows.Horizontal.After) : null);
}
