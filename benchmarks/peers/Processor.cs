using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Mrq.Testing;

namespace Mrq.Peers;

/// <summary>The processor as figures have to name it.</summary>
internal static class Processor
{
    private const uint BrandString = 0x80000002;

    public static string Name => X86Base.IsSupported ? $"{Brand()}, {(PeerProcessor.SumsExactly ? "VNNI" : "no VNNI")}{(Avx512F.IsSupported ? ", AVX-512" : Avx2.IsSupported ? ", AVX2" : "")}" : RuntimeInformation.ProcessArchitecture.ToString();

    private static string Brand()
    {
        var text = new byte[48];
        for (var leaf = 0; leaf < 3; leaf++)
        {
            var (a, b, c, d) = X86Base.CpuId(unchecked((int)(BrandString + leaf)), 0);
            MemoryMarshal.AsBytes<int>([a, b, c, d]).CopyTo(text.AsSpan(leaf * 16));
        }

        return Encoding.ASCII.GetString(text).TrimEnd('\0').Trim();
    }
}
