using System.Globalization;

namespace Unrolled;

/// <summary>What started this process, as far as its environment tells.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Ranks">How many processes it started.</param>
/// <param name="IsOpenMpi">It is Open MPI's own.</param>
/// <param name="IsHydra">It is that of MPICH and its kin.</param>
internal sealed record MpiLauncher(string Name, int Ranks, bool IsOpenMpi = false, bool IsHydra = false)
{
    /// <summary>The launcher; null where the process was started by itself.</summary>
    /// <param name="variable">An environment variable's value, or null.</param>
    public static MpiLauncher? Find(Func<string, string?> variable)
    {
        // A launcher may itself have been started by another's srun, so the inner ones come first.
        if (Number("OMPI_COMM_WORLD_SIZE") is { } openMpi)
            return new("Open MPI's mpirun", openMpi, IsOpenMpi: true);
        bool isStep = variable("SLURM_STEP_ID") is not null;
        if (Number("PMI_SIZE") is { } hydra)
            return isStep && variable("HYDRA_CONTROL_FD") is null && variable("PMI_PORT") is null
                ? new("srun", hydra)
                : new("MPICH's mpirun", hydra, IsHydra: true);
        // A batch script has a number of tasks too; those that srun started have a step.
        return isStep && Number("SLURM_STEP_NUM_TASKS") is { } slurm ? new("srun", slurm) : null;

        int? Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
