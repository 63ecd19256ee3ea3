using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class ResizeNearestNeighborMapping() : OperatorMapping<ResizeNearestNeighbor>("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptions")
{
    protected override ResizeNearestNeighbor Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        AlignCorners = options.Bool("align_corners"),
        HalfPixelCenters = options.Bool("half_pixel_centers"),
    };

    protected override void Write(OptionsEditor options, ResizeNearestNeighbor step)
    {
        options.Set("align_corners", step.AlignCorners);
        options.Set("half_pixel_centers", step.HalfPixelCenters);
    }
}
