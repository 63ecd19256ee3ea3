using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>
/// A format whose files only its own toolchain can make, since names and order are those of its inner graph. A model's numbers are put into such a file;
/// everything else of it stays byte for byte.
/// </summary>
public interface IPatchedSidecarFormat : IExportedSidecarFormat
{
    /// <summary>The option that names the toolchain's file: "AcuityBase".</summary>
    string BaseOption { get; }

    /// <summary>Puts a model's records into a file.</summary>
    /// <param name="content">The toolchain's file, which is not changed.</param>
    /// <param name="sidecar">The records.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> for a base that cannot be read, <see cref="MrqCodes.CannotRepresent"/> with all records that have no place in it.</exception>
    SidecarPatch Patch(SidecarContent content, Sidecar sidecar);
}

/// <summary>A file with a model's numbers in it.</summary>
/// <param name="Bytes">The new file.</param>
/// <param name="Moved">Records whose grid the consumer does not have, and what the file keeps that the model does not know.</param>
public sealed record SidecarPatch(byte[] Bytes, ImmutableArray<(string Tensor, string Becomes)> Moved);
