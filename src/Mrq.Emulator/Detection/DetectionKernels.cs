using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Detection;

/// <summary>
/// Operators that choose detections. TFLite takes uint8 or real numbers, boxes and anchors of one type; int8, which no runtime takes and converters write all the same, is
/// computed by the same formula.
/// </summary>
internal static class DetectionKernels
{
    private static readonly ImmutableArray<ElementType> Types = [ElementType.UInt8, ElementType.Int8, ElementType.Float32];

    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. from boxes in Types
           from scores in Types
           where boxes == scores || boxes == ElementType.Float32 || scores == ElementType.Float32
           select new KernelRegistration("CUSTOM(TFLite_Detection_PostProcess)", [boxes, scores, boxes], ElementType.Float32, context => new DetectionPostProcessKernel(context)),
    ];
}
