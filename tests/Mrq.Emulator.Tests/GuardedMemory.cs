using System.Buffers;
using System.Runtime.InteropServices;

namespace Mrq.Emulator.Tests;

/// <summary>Memory that ends where an unreadable page begins: one byte read too far ends the process. Plain memory where there is no mmap.</summary>
internal sealed unsafe partial class GuardedMemory : MemoryManager<byte>
{
    private const int PageSize = 4096;
    private readonly int _length;
    private readonly nuint _mapped;
    private readonly byte* _start;

    public GuardedMemory(int length)
    {
        _length = length;
        if (!OperatingSystem.IsLinux())
        {
            _start = (byte*)NativeMemory.AllocZeroed((nuint)length);
            return;
        }

        var pages = (nuint)((length + PageSize - 1) / PageSize * PageSize);
        _mapped = pages + (2 * PageSize);

        // PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS; then PROT_NONE on the first and the last page.
        var mapped = Map(null, _mapped, 3, 0x22, -1, 0);
        if ((nint)mapped == -1 || Protect(mapped, PageSize, 0) != 0 || Protect(mapped + PageSize + pages, PageSize, 0) != 0)
        {
            throw new InvalidOperationException("mmap failed.");
        }

        _start = mapped + PageSize + pages - length;
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_mapped == 0)
        {
            NativeMemory.Free(_start);
        }
        else
        {
            _ = Unmap(_start + _length + PageSize - _mapped, _mapped);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(byte* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nuint length);
}
