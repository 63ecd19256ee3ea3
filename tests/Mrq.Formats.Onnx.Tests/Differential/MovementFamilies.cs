namespace Mrq.Formats.Onnx.Tests.Differential;

/// <summary>What moves values, and what interpolates between them.</summary>
internal static class MovementFamilies
{
    public static Activation Moved(ModelDraft draft, Activation input)
    {
        var rank = input.Shape.Length;
        switch (draft.Draw(rank == 4 ? 6 : 3))
        {
            case 0:
                int[] order = [0, .. Enumerable.Range(1, rank - 1).OrderBy(_ => draft.Draw(100))];

                // Of two transpositions with other scales between, ONNX Runtime makes one, and one quantization.
                return Behind(draft, input, [.. order.Select(axis => input.Shape[axis])], real => draft.Node("Transpose", [real], ("perm", order)), keepsScale: true);
            case 1:
                return Flattened(draft, input, axis: 1);
            case 2:
                var axis = rank - 1;
                var size = (input.Shape[axis] + 1) / 2;
                return Behind(draft, input, [.. input.Shape[..^1], size], real => draft.Node("Slice", [real, draft.Integers(0), draft.Integers(size), draft.Integers(axis)]));
            case 3:
                int[] pads = [0, 0, draft.Draw(3), draft.Draw(3), 0, 0, draft.Draw(3), draft.Draw(3)];
                var padded = draft.Node("Pad", [draft.Real(input), draft.Integers(Array.ConvertAll(pads, pad => (long)pad))]);
                return draft.Quantized(padded, input.Type, [.. input.Shape.Select((dimension, index) => dimension + pads[index] + pads[index + 4])], draft.Near(input.Scale), input.ZeroPoint);
            case 4:
                return Resized(draft, input, "nearest");
            default:
                return Resized(draft, input, "linear");
        }
    }

    /// <summary>[rows, depth].</summary>
    public static Activation Flattened(ModelDraft draft, Activation input, int axis)
    {
        if (input.Shape.Length == 2)
        {
            return input;
        }

        int[] shape = [input.Shape[..axis].Aggregate(1, (product, dimension) => product * dimension), input.Shape[axis..].Aggregate(1, (product, dimension) => product * dimension)];
        return Behind(draft, input, shape, real => draft.Node("Flatten", [real], ("axis", axis)));
    }

    private static Activation Resized(ModelDraft draft, Activation input, string mode)
    {
        var coordinates = mode == "linear" ? draft.Pick("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel") : draft.Pick("half_pixel", "asymmetric");
        int[] factors = [draft.Pick(1, 2, 3), draft.Pick(2, 4)];
        int[] shape = [1, input.Shape[1], input.Shape[2] * factors[0], input.Shape[3] * factors[1]];
        string Resize(string real) => draft.Node(
            "Resize",
            [real, "", draft.Numbers(1, 1, factors[0], factors[1])],
            [("mode", mode), ("coordinate_transformation_mode", coordinates), .. mode == "nearest" ? ((string, object)[])[("nearest_mode", draft.Pick("floor", "round_prefer_floor"))] : []]);
        return mode == "nearest" ? Behind(draft, input, shape, Resize) : draft.Quantized(Resize(draft.Real(input)), input.Type, shape, draft.Near(input.Scale * 0.8), draft.ZeroPoint(input.Type));
    }

    /// <summary>Of integers in a QOperator model; else dequantized and quantized as before, which runtimes leave out, or otherwise.</summary>
    private static Activation Behind(ModelDraft draft, Activation input, int[] shape, Func<string, string> move, bool keepsScale = false)
    {
        if (draft.IsQOperator)
        {
            return input with { Name = move(input.Name), Shape = shape };
        }

        var real = move(draft.Real(input));
        return draft.Draw(4) == 0 && !keepsScale
            ? draft.Quantized(real, input.Type, shape, draft.Near(input.Scale), draft.ZeroPoint(input.Type))
            : draft.Quantized(real, input.Type, shape, input.Scale, input.ZeroPoint);
    }
}
