using System.Collections.Immutable;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Recurrent;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators with a state that goes on from one run to the next.</summary>
internal static class RecurrentKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("SVDF", [Int8, Int8, Int16], Int8, context => new SvdfKernel<short>(context)),
        new("SVDF", [Int8, Int8, Int8], Int8, context => new SvdfKernel<sbyte>(context)),
        new("UNIDIRECTIONAL_SEQUENCE_LSTM", [Int8], Int8, context => new LstmKernel(context), VectorLstmKernel.TryCreate),
    ];
}
