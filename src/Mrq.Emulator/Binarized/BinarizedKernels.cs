using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Binarized;

// Inside the namespace, so that Int32 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators on signs, 32 of them in a word. They compute the same under every arithmetic: one runtime has them.</summary>
internal static class BinarizedKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. ((ElementType[])[Int8, Float32, Bool]).Select(type => new KernelRegistration("CUSTOM(LceQuantize)", [type], Int32, context => new SignPackKernel(context))),
        .. ((ElementType[])[Int8, Float32, Bool]).Select(type => new KernelRegistration("CUSTOM(LceDequantize)", [Int32], type, context => new SignUnpackKernel(context))),
        new("CUSTOM(LceBconv2d)", [Int32, Int32], Int8, context => new SignConvolutionKernel<sbyte>(context)),
        new("CUSTOM(LceBconv2d)", [Int32, Int32], Float32, context => new SignConvolutionKernel<float>(context)),
        new("CUSTOM(LceBconv2d)", [Int32, Int32], Int32, context => new SignConvolutionKernel<int>(context)),
        new("CUSTOM(LceBMaxPool2d)", [Int32], Int32, context => new SignMaxPoolKernel(context)),
    ];
}
