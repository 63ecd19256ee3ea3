using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Activations;

// Inside the namespace, so that Int8 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;
using static Mrq.Emulator.Loops.ValueRegistrations;

/// <summary>Activations by the formulas of ONNX Runtime.</summary>
internal static class RealActivationKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. Types<byte>(UInt8),
        .. Types<sbyte>(Int8),
        .. ((IEnumerable<string>)["RELU", "RELU6", "RELU_N1_TO_1", "LEAKY_RELU"]).SelectMany(name => Unary(name, RealClampFunction.Create, UInt8, Int8, Int16)),
        new("LEAKY_RELU", [Float32], Float32, context => new ElementKernel<float, float, GivenElement<float, float>>(context, new(Leaky(((LeakyRelu)context.Operator).Alpha)))),
        new("RELU", [Float32], Float32, Clamp),
        new("RELU6", [Float32], Float32, Clamp),
    ];

    private static Func<float, float> Leaky(float alpha) => value => value >= 0 ? value : alpha * value;

    private static ElementKernel<float, float, GivenElement<float, float>> Clamp(KernelContext context)
    {
        var (low, high) = ActivationBounds.Of(context.Operator);
        return new(context, new(value => Math.Min(Math.Max(value, low), high)));
    }

    private static IEnumerable<KernelRegistration> Types<T>(ElementType type)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
    [
        new("SOFTMAX", [type], type, context => new RealSoftmaxKernel<T>(context)),
        new("PRELU", [type, Float32], type, context => new RealPreluKernel<T>(context)),
        new("PRELU", [type, type], type, context => new RealPreluKernel<T>(context)),
    ];
}
