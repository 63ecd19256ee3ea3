using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Operators that make an image of another size.</summary>
internal static class ResizeMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<ResizeBilinear>(new() { Inputs = [], Outputs = [] }, "ResizeBilinearOptions")
        {
            Attributes =
            [
                Bool<ResizeBilinear>("align_corners", step => step.AlignCorners, (step, value) => step with { AlignCorners = value }),
                Bool<ResizeBilinear>("half_pixel_centers", step => step.HalfPixelCenters, (step, value) => step with { HalfPixelCenters = value }),
            ],
        },
        new OperatorMapping<ResizeNearestNeighbor>(new() { Inputs = [], Outputs = [] }, "ResizeNearestNeighborOptions")
        {
            Attributes =
            [
                Bool<ResizeNearestNeighbor>("align_corners", step => step.AlignCorners, (step, value) => step with { AlignCorners = value }),
                Bool<ResizeNearestNeighbor>("half_pixel_centers", step => step.HalfPixelCenters, (step, value) => step with { HalfPixelCenters = value }),
            ],
        },
    ];
}
