using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Spectra;

/// <summary>Operators on complex numbers, as front ends of sounds have them before their QUANTIZE. Sums run in double, and each value is rounded to float32 once: a runtime's last bits differ.</summary>
internal static class SpectrumKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("RFFT2D", [ElementType.Float32], ElementType.Complex64, context => new Rfft2DKernel(context)),
        OfComplex("COMPLEX_ABS", (real, imaginary) => (float)Math.Sqrt(((double)real * real) + ((double)imaginary * imaginary))),
        OfComplex("REAL", (real, _) => real),
        OfComplex("IMAG", (_, imaginary) => imaginary),
    ];

    private static KernelRegistration OfComplex(string name, Func<float, float, float> function) =>
        new(name, [ElementType.Complex64], ElementType.Float32, context => new ComplexPartKernel(context, function));
}
