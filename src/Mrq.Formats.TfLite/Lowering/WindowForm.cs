using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Lowering;

/// <summary>Windows whose pads are none of SAME's: TFLite has a frame around the image for them, in an operator of its own.</summary>
internal static class WindowForm
{
    public static void Convolution(FormBuilder builder, GraphStep step)
    {
        var conv = (WindowedOperator)step.Operator;
        var geometry = ConvolutionGeometry.Of(step)!;
        var framed = Framed(builder, conv.Inputs[0], geometry.Vertical, geometry.Horizontal, filling: null);
        builder.Emit(conv with { Inputs = conv.Inputs.SetItem(0, framed), Padding = Padding.Valid, Pads = null });
    }

    /// <summary>A frame of the least integers leaves every greatest one what it is.</summary>
    public static void MaxPool(FormBuilder builder, GraphStep step)
    {
        var pool = (MaxPool2D)step.Operator;
        var geometry = PoolGeometry.Of(step, pool);
        var input = builder[pool.Inputs[0]];
        UnwritableException.Require(input.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.Int16, $"a frame around {input.Type.FieldName()}");
        var least = builder.Add(input with { Name = $"{input.Name}_least", Shape = default, Data = Least(input.Type) });
        var framed = Framed(builder, pool.Inputs[0], geometry.Vertical, geometry.Horizontal, least);
        GridForm.Emit(builder, pool with { Inputs = [framed], Padding = Padding.Valid, Pads = null, CeilMode = false });
    }

    /// <summary>A frame of zeros counts, so that it is one where all of the frame counts.</summary>
    public static void AveragePool(FormBuilder builder, GraphStep step)
    {
        var pool = (AveragePool2D)step.Operator;
        var geometry = PoolGeometry.Of(step, pool);
        var (rows, columns) = (geometry.Vertical, geometry.Horizontal);
        UnwritableException.Require(
            pool.CountIncludePad && rows.Source(rows.Output - 1, rows.Kernel - 1) < rows.Input + rows.After && columns.Source(columns.Output - 1, columns.Kernel - 1) < columns.Input + columns.After,
            "an average pool whose pads do not count and are not those of SAME");
        var framed = Framed(builder, pool.Inputs[0], rows, columns, filling: null);
        GridForm.Emit(builder, pool with { Inputs = [framed], Padding = Padding.Valid, Pads = null, CeilMode = false, CountIncludePad = false });
    }

    /// <summary>All that the windows reach is computed, and what the pads take away is cut off.</summary>
    public static void Transposed(FormBuilder builder, GraphStep step)
    {
        var conv = (TransposeConv)step.Operator;
        var (filter, input, output) = (step.Input(1).Shape, step.Input(2).Shape, step.Output().Shape);
        var pads = conv.Pads!.Value;
        var same = conv with { Pads = null, Padding = Padding.Same };
        var (vertical, horizontal) = WindowAxes.Of(same, filter[1], filter[2]);
        if (Window.OfTransposed(step, vertical, output[1], input[1]).Before == pads.Top && Window.OfTransposed(step, horizontal, output[2], input[2]).Before == pads.Left)
        {
            builder.Emit(same);
            return;
        }

        var whole = new TensorShape(
            output[0],
            Math.Max(((input[1] - 1) * conv.StrideH) + filter[1], pads.Top + output[1]),
            Math.Max(((input[2] - 1) * conv.StrideW) + filter[2], pads.Left + output[2]),
            output[3]);
        var (target, name) = (conv.Outputs[0], step.Output().Name);
        var valid = conv with { Inputs = conv.Inputs.SetItem(0, builder.Integers($"{name}_whole_shape", [.. whole.Dimensions])), Padding = Padding.Valid, Pads = null };
        if (whole == output)
        {
            builder.Emit(valid);
            return;
        }

        var reached = builder.Like(target, "whole", whole);
        builder.Emit(valid with { Outputs = [reached] });
        builder.Emit(new Slice { Inputs = [reached, builder.Integers($"{name}_begin", 0, pads.Top, pads.Left, 0), builder.Integers($"{name}_size", [.. output.Dimensions])], Outputs = [target] });
    }

    /// <summary>The image with as much around it as the windows reach; itself where they reach nothing.</summary>
    private static int Framed(FormBuilder builder, int image, Window rows, Window columns, int? filling)
    {
        var (bottom, right) = (Behind(rows), Behind(columns));
        if (rows.Before == 0 && columns.Before == 0 && bottom == 0 && right == 0)
        {
            return image;
        }

        var (shape, name) = (builder[image].Shape, builder[image].Name);
        var framed = builder.Like(image, "framed", new TensorShape(shape[0], rows.Before + shape[1] + bottom, columns.Before + shape[2] + right, shape[3]));
        var widths = builder.Integers($"{name}_frame", new TensorShape(4, 2), 0, 0, rows.Before, bottom, columns.Before, right, 0, 0);
        builder.Emit(filling is { } value ? new PadV2 { Inputs = [image, widths, value], Outputs = [framed] } : new Pad { Inputs = [image, widths], Outputs = [framed] });
        return framed;
    }

    /// <summary>Cells behind the image that the last window reaches.</summary>
    private static int Behind(Window window) => Math.Max(0, window.Source(window.Output - 1, window.Kernel - 1) + 1 - window.Input);

    private static byte[] Least(ElementType type) => type switch
    {
        ElementType.UInt8 => [0],
        ElementType.Int8 => [0x80],
        _ => [0x00, 0x80],
    };
}
