using System.Runtime.Intrinsics.X86;

namespace Mrq.Testing;

/// <summary>What of the processor decides what ONNX Runtime computes.</summary>
public static class PeerProcessor
{
    /// <summary>Whether ONNX Runtime computes here what the arithmetic `onnxruntime` says: x86 with fused multiply-add.</summary>
    public static bool IsX86 { get; } = Fma.IsSupported;

    /// <summary>Whether products of uint8 and int8 are summed exactly: by VNNI. AVX2 alone adds pairs of them in 16 bits that saturate.</summary>
    public static bool SumsExactly { get; } = !X86Base.IsSupported || HasVnni() || !Avx2.IsSupported;

    /// <summary>CPUID 7: AVX512_VNNI is bit 11 of ECX, AVX-VNNI is bit 4 of EAX of the first subleaf.</summary>
    private static bool HasVnni() =>
        X86Base.CpuId(0, 0).Eax >= 7 && ((X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0 || (X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0));
}
