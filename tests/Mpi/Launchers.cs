namespace Unrolled.Mpi.Tests;

/// <summary>What environments tell of who started a process.</summary>
internal static class Launchers
{
    public static void Check()
    {
        Expect(null);
        Expect(new("Open MPI's mpirun", 4, IsOpenMpi: true), "OMPI_COMM_WORLD_SIZE=4", "PMIX_RANK=1");
        Expect(new("MPICH's mpirun", 3, IsHydra: true), "PMI_SIZE=3", "PMI_RANK=0", "PMI_FD=9");
        Expect(new("srun", 8), "SLURM_STEP_ID=0", "SLURM_STEP_NUM_TASKS=8", "SLURM_NTASKS=8");
        Expect(new("srun", 8), "SLURM_STEP_ID=0", "SLURM_STEP_NUM_TASKS=8", "PMI_SIZE=8", "PMI_RANK=1");
        // A script of a batch job, and an mpirun in it whose helpers srun started, one on each of two machines.
        Expect(null, "SLURM_JOB_ID=7", "SLURM_NTASKS=8");
        Expect(new("Open MPI's mpirun", 8, IsOpenMpi: true), "SLURM_STEP_ID=1", "SLURM_STEP_NUM_TASKS=2", "OMPI_COMM_WORLD_SIZE=8");
        Expect(new("MPICH's mpirun", 8, IsHydra: true), "SLURM_STEP_ID=1", "SLURM_STEP_NUM_TASKS=2", "PMI_SIZE=8", "HYDRA_CONTROL_FD=1");
        Console.WriteLine("launchers: well");
    }

    private static void Expect(MpiLauncher? expected, params string[] variables)
    {
        Dictionary<string, string> values =
            variables.Select(static line => line.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        MpiLauncher? found = MpiLauncher.Find(name => values.GetValueOrDefault(name));
        if (found != expected)
            throw new InvalidDataException($"{string.Join(' ', variables)} is {found}, not {expected}.");
    }
}
