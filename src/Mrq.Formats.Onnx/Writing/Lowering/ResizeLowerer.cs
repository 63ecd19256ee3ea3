using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR as Resize.</summary>
internal static class ResizeLowerer
{
    public static void Bilinear(LoweringContext context, GraphStep step)
    {
        var resize = (ResizeBilinear)step.Operator;
        var (input, output) = (context.Image(resize.Inputs[0]), context.Define(resize.Outputs[0], isChannelsFirst: true));
        UnwritableException.Require(!context.IsQOperator(output), "RESIZE_BILINEAR has no QOperator");
        var coordinates = resize.AlignCorners ? "align_corners" : resize.HalfPixelCenters ? "half_pixel" : "asymmetric";
        context.Compute("Resize", [input], Others(context, output), output, ActivationLimits.None, NodeAttributes.Text("mode", "linear"), NodeAttributes.Text("coordinate_transformation_mode", coordinates));
    }

    public static void Nearest(LoweringContext context, GraphStep step)
    {
        var resize = (ResizeNearestNeighbor)step.Operator;
        var (input, output) = (context.Image(resize.Inputs[0]), context.Define(resize.Outputs[0], isChannelsFirst: true));
        context.Move(
            "Resize",
            input,
            output,
            Others(context, output),
            NodeAttributes.Text("mode", "nearest"),
            NodeAttributes.Text("coordinate_transformation_mode", resize.AlignCorners ? "align_corners" : resize.HalfPixelCenters ? "tf_half_pixel_for_nn" : "asymmetric"),
            NodeAttributes.Text("nearest_mode", resize.AlignCorners ? "round_prefer_ceil" : "floor"));
    }

    /// <summary>No region of interest and no scales; the sizes say all.</summary>
    private static string[] Others(LoweringContext context, LoweredValue output) =>
        ["", "", context.Nodes.Integers($"{output.Name}_sizes", output.Shape.Dimensions.Select(size => (long)size))];
}
