using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class ResizeBilinearMapping() : OperatorMapping<ResizeBilinear>("RESIZE_BILINEAR", "ResizeBilinearOptions")
{
    protected override ResizeBilinear Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        AlignCorners = options.Bool("align_corners"),
        HalfPixelCenters = options.Bool("half_pixel_centers"),
    };

    protected override void Write(OptionsEditor options, ResizeBilinear step)
    {
        options.Set("align_corners", step.AlignCorners);
        options.Set("half_pixel_centers", step.HalfPixelCenters);
    }
}
